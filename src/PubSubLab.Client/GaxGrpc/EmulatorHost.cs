namespace Google.Api.Gax.Grpc;

/// <summary>Reads PUBSUB_EMULATOR_HOST as <see cref="EmulatorDetection"/> says (Pub/Sub docs, Testing apps locally with the emulator).</summary>
internal static class EmulatorHost
{
    internal const string Variable = "PUBSUB_EMULATOR_HOST";

    /// <summary>Host and port of the emulator, or null for production.</summary>
    /// <param name="detection">The builder's setting.</param>
    /// <param name="setForProduction">The name of a property of the builder that only makes sense with production, if one is set.</param>
    internal static string? Resolve(EmulatorDetection detection, string? setForProduction)
    {
        if (detection == EmulatorDetection.None)
        {
            return null;
        }

        var host = Environment.GetEnvironmentVariable(Variable) is { } value && !string.IsNullOrWhiteSpace(value) ? value : null;
        switch (detection)
        {
            case EmulatorDetection.ProductionOnly:
                GaxPreconditions.CheckState(
                    host is null, $"{Variable} is '{host}', but the builder says EmulatorDetection.ProductionOnly. Unset the variable, or choose another detection.");
                return null;
            case EmulatorDetection.EmulatorOnly:
                GaxPreconditions.CheckState(
                    host is not null, $"{Variable} is not set, but the builder says EmulatorDetection.EmulatorOnly. Set it to the emulator's host and port.");
                GaxPreconditions.CheckState(
                    setForProduction is null, $"The builder says EmulatorDetection.EmulatorOnly, but {setForProduction} is set on it too. Leave that out.");
                return host;
            case EmulatorDetection.EmulatorOrProduction:
                return host;
            default:
                throw new InvalidOperationException($"EmulatorDetection is {detection}, which is not one of its values.");
        }
    }
}
