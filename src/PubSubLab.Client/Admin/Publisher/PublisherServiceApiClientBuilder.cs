using System.Diagnostics.CodeAnalysis;
using Google.Api.Gax;
using Google.Api.Gax.Grpc;

namespace Google.Cloud.PubSub.V1;

/// <summary>Builds a <see cref="PublisherServiceApiClient"/>.</summary>
public sealed partial class PublisherServiceApiClientBuilder : ClientBuilderBase<PublisherServiceApiClient>
{
    /// <summary>Creates a builder with nothing set.</summary>
    public PublisherServiceApiClientBuilder()
        : base(PublisherServiceApiClient.ServiceMetadata)
    {
    }

    /// <summary>Settings of the calls; null for the defaults.</summary>
    [AllowNull]
    public PublisherServiceApiSettings Settings { get; set; } = null!;

    /// <summary>Use of PUBSUB_EMULATOR_HOST. Default: <see cref="EmulatorDetection.None"/>.</summary>
    public new EmulatorDetection EmulatorDetection
    {
        get => base.EmulatorDetection;
        set => base.EmulatorDetection = value;
    }

    /// <inheritdoc />
    public override PublisherServiceApiClient Build()
    {
        var invoker = CreateCallInvoker();
        return PublisherServiceApiClient.Create(invoker, GetEffectiveSettings(Settings?.Clone()), Logger);
    }

    /// <inheritdoc />
    public override async Task<PublisherServiceApiClient> BuildAsync(CancellationToken cancellationToken = default)
    {
        var invoker = await CreateCallInvokerAsync(cancellationToken);
        return PublisherServiceApiClient.Create(invoker, GetEffectiveSettings(Settings?.Clone()), Logger);
    }
}
