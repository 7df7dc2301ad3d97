using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace PubSubLab.Benchmarks.Celery;

/// <summary>The ceiling on RabbitMQ: RabbitMQ.Client alone, with confirms, prefetch and an ack for each, as the lab has them.</summary>
internal sealed class RawRabbitMqSubject : QueueSubject
{
    private const string Queue = "raw";

    /// <summary>As long as the headers and the body that the lab sends for the same task.</summary>
    private readonly byte[] _payload = new byte[500];

    private readonly IConnection _connection;
    private readonly IConnection _consuming;
    private readonly IChannel _channel;

    private RawRabbitMqSubject(IConnection connection, IConnection consuming, IChannel channel) => (_connection, _consuming, _channel) = (connection, consuming, channel);

    public static async Task<RawRabbitMqSubject> StartAsync(int port, CancellationToken cancellation)
    {
        var factory = new ConnectionFactory { HostName = "127.0.0.1", Port = port };
        var connection = await factory.CreateConnectionAsync(cancellation);
        var publishing = await connection.CreateChannelAsync(new CreateChannelOptions(true, true), cancellation);
        await publishing.QueueDeclareAsync(Queue, durable: true, exclusive: false, autoDelete: false, cancellationToken: cancellation);
        var consuming = await factory.CreateConnectionAsync(cancellation);
        var channel = await consuming.CreateChannelAsync(cancellationToken: cancellation);
        var subject = new RawRabbitMqSubject(connection, consuming, publishing);
        await channel.BasicQosAsync(0, InFlight, global: false, cancellation);
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += async (_, received) =>
        {
            subject.Handled();
            await channel.BasicAckAsync(received.DeliveryTag, multiple: false, CancellationToken.None);
        };
        await channel.BasicConsumeAsync(Queue, autoAck: false, consumer, cancellation);
        return subject;
    }

    public override async ValueTask DisposeAsync()
    {
        await _connection.DisposeAsync();
        await _consuming.DisposeAsync();
    }

    protected override Task PublishAsync(CancellationToken cancellation) => _channel.BasicPublishAsync(
        "", Queue, mandatory: true, new BasicProperties { DeliveryMode = DeliveryModes.Persistent }, _payload, cancellation).AsTask();
}
