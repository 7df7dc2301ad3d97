using RabbitMQ.Client;

namespace PubSubLab.Transports.Celery.Tests.Support;

/// <summary>RabbitMQ without the lab: a channel with a connection of its own.</summary>
internal sealed class RawChannel : IAsyncDisposable
{
    private readonly IConnection _connection;

    private RawChannel(IConnection connection, IChannel channel) => (_connection, Channel) = (connection, channel);

    public IChannel Channel { get; }

    public static async Task<RawChannel> OpenAsync(TestBackend backend)
    {
        var uri = new Uri(backend.Url);
        var connection = await new ConnectionFactory { HostName = uri.Host, Port = uri.Port }.CreateConnectionAsync();
        return new RawChannel(connection, await connection.CreateChannelAsync());
    }

    /// <summary>How many messages wait in a queue.</summary>
    public Task<uint> CountAsync(string queue) => Channel.MessageCountAsync(queue, TestContext.Current.CancellationToken);

    /// <summary>How many consumers a queue has.</summary>
    public Task<uint> CountConsumersAsync(string queue) => Channel.ConsumerCountAsync(queue, TestContext.Current.CancellationToken);

    /// <summary>Makes a durable queue.</summary>
    public Task DeclareAsync(string queue, string argument, object value) => Channel.QueueDeclareAsync(
        queue, durable: true, exclusive: false, autoDelete: false, new Dictionary<string, object?> { [argument] = value },
        cancellationToken: TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        await Channel.DisposeAsync();
        await _connection.DisposeAsync();
    }
}
