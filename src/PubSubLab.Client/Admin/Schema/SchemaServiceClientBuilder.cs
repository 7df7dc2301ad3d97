using System.Diagnostics.CodeAnalysis;
using Google.Api.Gax;
using Google.Api.Gax.Grpc;

namespace Google.Cloud.PubSub.V1;

/// <summary>Builds a <see cref="SchemaServiceClient"/>.</summary>
public sealed partial class SchemaServiceClientBuilder : ClientBuilderBase<SchemaServiceClient>
{
    /// <summary>Creates a builder with nothing set.</summary>
    public SchemaServiceClientBuilder()
        : base(SchemaServiceClient.DefaultEndpoint, SchemaServiceClient.DefaultScopes)
    {
    }

    /// <summary>How calls are made; null for the defaults.</summary>
    [AllowNull]
    public SchemaServiceSettings Settings { get; set; } = null!;

    /// <summary>What is done with PUBSUB_EMULATOR_HOST. Default: <see cref="EmulatorDetection.None"/>.</summary>
    public new EmulatorDetection EmulatorDetection
    {
        get => base.EmulatorDetection;
        set => base.EmulatorDetection = value;
    }

    /// <inheritdoc />
    public override SchemaServiceClient Build()
    {
        var invoker = CreateCallInvoker();
        return SchemaServiceClient.Create(invoker, GetEffectiveSettings(Settings?.Clone()), Logger);
    }

    /// <inheritdoc />
    public override async Task<SchemaServiceClient> BuildAsync(CancellationToken cancellationToken = default)
    {
        var invoker = await CreateCallInvokerAsync(cancellationToken);
        return SchemaServiceClient.Create(invoker, GetEffectiveSettings(Settings?.Clone()), Logger);
    }
}
