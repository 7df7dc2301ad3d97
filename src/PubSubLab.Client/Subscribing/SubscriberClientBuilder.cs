using System.Diagnostics.CodeAnalysis;
using Google.Api.Gax;
using Google.Api.Gax.Grpc;
using Grpc.Core;

namespace Google.Cloud.PubSub.V1;

/// <summary>Builds a <see cref="SubscriberClient"/>.</summary>
public sealed class SubscriberClientBuilder : ClientBuilderBase<SubscriberClient>
{
    /// <summary>Creates a builder with nothing set.</summary>
    public SubscriberClientBuilder()
        : base(SubscriberServiceApiClient.ServiceMetadata)
    {
    }

    /// <summary>The subscription that is consumed. Required.</summary>
    [AllowNull]
    public SubscriptionName SubscriptionName { get; set; } = null!;

    /// <summary>Streams, each on a connection of its own, 1 to 256; null for one a CPU.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not 1 to 256.</exception>
    public int? ClientCount
    {
        get;
        set => field = value is { } count ? GaxPreconditions.CheckArgumentRange(count, nameof(value), 1, 256) : null;
    }

    /// <summary>Flow control, leases and the rest; null for the defaults.</summary>
    [AllowNull]
    public SubscriberClient.Settings Settings { get; set; } = null!;

    /// <summary>Whether all clients use one connection, instead of one each. Default: false.</summary>
    public bool ShareClientConnections { get; set; }

    /// <summary>Settings of the underlying calls; null for the defaults.</summary>
    [AllowNull]
    public SubscriberServiceApiSettings ApiSettings { get; set; } = null!;

    /// <summary>Use of PUBSUB_EMULATOR_HOST. Default: <see cref="EmulatorDetection.None"/>.</summary>
    public new EmulatorDetection EmulatorDetection
    {
        get => base.EmulatorDetection;
        set => base.EmulatorDetection = value;
    }

    /// <inheritdoc />
    public override SubscriberClient Build()
    {
        Validate();
        return Assemble([.. Builders().Select(builder => (builder.Build(), builder.LastCreatedChannel))]);
    }

    /// <inheritdoc />
    public override async Task<SubscriberClient> BuildAsync(CancellationToken cancellationToken = default)
    {
        Validate();
        var clients = new List<(SubscriberServiceApiClient, ChannelBase?)>();
        foreach (var builder in Builders())
        {
            var client = await builder.BuildAsync(cancellationToken);
            clients.Add((client, builder.LastCreatedChannel));
        }

        return Assemble(clients);
    }

    /// <inheritdoc />
    protected override void Validate()
    {
        base.Validate();
        GaxPreconditions.CheckState(
            SubscriptionName is not null, "The builder's SubscriptionName is not set; a subscriber consumes one subscription.");
        Settings?.Validate();
    }

    // Only an emulator is spoken to without encryption.
    private bool IsEmulator => ChannelCredentials == global::Grpc.Core.ChannelCredentials.Insecure || EmulatorHost.Resolve(EmulatorDetection, null) is not null;

    private int Count => ClientCount ?? Environment.ProcessorCount;

    private IEnumerable<SubscriberServiceApiClientBuilder> Builders()
    {
        for (var i = ShareClientConnections ? 1 : Count; i > 0; i--)
        {
            var builder = new SubscriberServiceApiClientBuilder { Settings = ApiSettings, SharesChannels = false };
            builder.CopyCommonSettings(this);
            yield return builder;
        }
    }

    private SubscriberClientImpl Assemble(IReadOnlyCollection<(SubscriberServiceApiClient Client, ChannelBase? Channel)> clients) => new(
        SubscriptionName,
        ShareClientConnections ? Enumerable.Repeat(clients.Single().Client, Count) : clients.Select(client => client.Client),
        Settings?.Clone() ?? new SubscriberClient.Settings(),
        () => Task.WhenAll(clients.Select(client => client.Channel?.ShutdownAsync() ?? Task.CompletedTask)),
        Logger)
    {
        IsEmulatorOpen = IsEmulator && clients.First().Channel is { } channel && PortProbe.Of(channel.Target) is { } probe ? probe.IsOpenAsync : null,
    };
}
