using System.Diagnostics.CodeAnalysis;
using Google.Api.Gax;
using Google.Api.Gax.Grpc;
using Grpc.Core;

namespace Google.Cloud.PubSub.V1;

/// <summary>Builds a <see cref="PublisherClient"/>.</summary>
public sealed class PublisherClientBuilder : ClientBuilderBase<PublisherClient>
{
    /// <summary>Creates a builder with nothing set.</summary>
    public PublisherClientBuilder()
        : base(PublisherServiceApiClient.ServiceMetadata)
    {
    }

    /// <summary>The topic that is published to. Required.</summary>
    [AllowNull]
    public TopicName TopicName { get; set; } = null!;

    /// <summary>Connections, 1 to 256; null for one a CPU.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not 1 to 256.</exception>
    public int? ClientCount
    {
        get;
        set => field = value is { } count ? GaxPreconditions.CheckArgumentRange(count, nameof(value), 1, 256) : null;
    }

    /// <summary>Batching, ordering and the rest; null for the defaults.</summary>
    [AllowNull]
    public PublisherClient.Settings Settings { get; set; } = null!;

    /// <summary>Whether all clients use one connection, instead of one each. Default: false.</summary>
    public bool ShareClientConnections { get; set; }

    /// <summary>Settings of the underlying calls; null for the defaults.</summary>
    [AllowNull]
    public PublisherServiceApiSettings ApiSettings { get; set; } = null!;

    /// <summary>Use of PUBSUB_EMULATOR_HOST. Default: <see cref="EmulatorDetection.None"/>.</summary>
    public new EmulatorDetection EmulatorDetection
    {
        get => base.EmulatorDetection;
        set => base.EmulatorDetection = value;
    }

    /// <inheritdoc />
    public override PublisherClient Build()
    {
        Validate();
        return Assemble([.. Builders().Select(builder => (builder.Build(), builder.LastCreatedChannel))]);
    }

    /// <inheritdoc />
    public override async Task<PublisherClient> BuildAsync(CancellationToken cancellationToken = default)
    {
        Validate();
        var clients = new List<(PublisherServiceApiClient, ChannelBase?)>();
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
        GaxPreconditions.CheckState(TopicName is not null, "The builder's TopicName is not set; a publisher publishes to one topic.");
        Settings?.Validate();
    }

    private int Count => ClientCount ?? Environment.ProcessorCount;

    private IEnumerable<PublisherServiceApiClientBuilder> Builders()
    {
        for (var i = ShareClientConnections ? 1 : Count; i > 0; i--)
        {
            var builder = new PublisherServiceApiClientBuilder { Settings = ApiSettings, SharesChannels = false };
            builder.CopyCommonSettings(this);
            yield return builder;
        }
    }

    private PublisherClientImpl Assemble(IReadOnlyCollection<(PublisherServiceApiClient Client, ChannelBase? Channel)> clients) => new(
        TopicName,
        ShareClientConnections ? Enumerable.Repeat(clients.Single().Client, Count) : clients.Select(client => client.Client),
        Settings?.Clone() ?? new PublisherClient.Settings(),
        () => Task.WhenAll(clients.Select(client => client.Channel?.ShutdownAsync() ?? Task.CompletedTask)),
        Logger);
}
