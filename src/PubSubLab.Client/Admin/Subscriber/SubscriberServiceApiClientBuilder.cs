using System.Diagnostics.CodeAnalysis;
using Google.Api.Gax;
using Google.Api.Gax.Grpc;

namespace Google.Cloud.PubSub.V1;

/// <summary>Builds a <see cref="SubscriberServiceApiClient"/>.</summary>
public sealed partial class SubscriberServiceApiClientBuilder : ClientBuilderBase<SubscriberServiceApiClient>
{
    /// <summary>Creates a builder with nothing set.</summary>
    public SubscriberServiceApiClientBuilder()
        : base(SubscriberServiceApiClient.ServiceMetadata)
    {
    }

    /// <summary>Settings of the calls; null for the defaults.</summary>
    [AllowNull]
    public SubscriberServiceApiSettings Settings { get; set; } = null!;

    /// <summary>Use of PUBSUB_EMULATOR_HOST. Default: <see cref="EmulatorDetection.None"/>.</summary>
    public new EmulatorDetection EmulatorDetection
    {
        get => base.EmulatorDetection;
        set => base.EmulatorDetection = value;
    }

    /// <inheritdoc />
    public override SubscriberServiceApiClient Build()
    {
        var invoker = CreateCallInvoker();
        return SubscriberServiceApiClient.Create(invoker, GetEffectiveSettings(Settings?.Clone()), Logger);
    }

    /// <inheritdoc />
    public override async Task<SubscriberServiceApiClient> BuildAsync(CancellationToken cancellationToken = default)
    {
        var invoker = await CreateCallInvokerAsync(cancellationToken);
        return SubscriberServiceApiClient.Create(invoker, GetEffectiveSettings(Settings?.Clone()), Logger);
    }
}
