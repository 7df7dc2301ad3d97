namespace PubSubLab.Lab.Ports;

/// <summary>Where other programs reach the emulator.</summary>
/// <param name="Host">Host and port.</param>
/// <param name="Project">The project that the lab uses there.</param>
/// <param name="ReportsOthers">Whether the lab sees the streams of other programs.</param>
public sealed record EmulatorAddress(string Host, string Project, bool ReportsOthers)
{
    /// <summary>The line of environment with which Google's clients use it.</summary>
    public string Line => $"PUBSUB_EMULATOR_HOST={Host}";
}
