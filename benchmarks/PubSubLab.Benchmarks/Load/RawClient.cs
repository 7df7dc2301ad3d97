using Google.Cloud.PubSub.V1;
using Google.Protobuf;
using Grpc.Net.Client;

namespace PubSubLab.Benchmarks.Load;

/// <summary>Raw generated stubs against a broker: the same load for every one of them.</summary>
internal sealed class RawClient(string endpoint) : IDisposable
{
    private static int s_names;
    private readonly List<GrpcChannel> _channels = [];

    public static PubsubMessage Message(int bytes = 100) => new() { Data = ByteString.CopyFrom(new byte[bytes]) };

    public static PublishRequest Batch(string topic, int count, int bytes = 100)
    {
        var request = new PublishRequest { Topic = topic };
        for (var i = 0; i < count; i++)
        {
            request.Messages.Add(Message(bytes));
        }

        return request;
    }

    public GrpcChannel Channel()
    {
        var channel = GrpcChannel.ForAddress($"http://{endpoint}", new GrpcChannelOptions { MaxReceiveMessageSize = null, MaxSendMessageSize = null });
        _channels.Add(channel);
        return channel;
    }

    public Publisher.PublisherClient Publisher() => new(Channel());

    public Subscriber.SubscriberClient Subscriber() => new(Channel());

    /// <summary>A new topic with one subscription.</summary>
    public async Task<(string Topic, string Subscription)> CreateAsync(CancellationToken cancellation)
    {
        var name = $"bench-{Environment.ProcessId}-{Interlocked.Increment(ref s_names)}";
        var topic = $"projects/bench/topics/{name}";
        var subscription = $"projects/bench/subscriptions/{name}";
        await Publisher().CreateTopicAsync(new Topic { Name = topic }, cancellationToken: cancellation);
        await Subscriber().CreateSubscriptionAsync(new Subscription { Name = subscription, Topic = topic, AckDeadlineSeconds = 60 }, cancellationToken: cancellation);
        return (topic, subscription);
    }

    public void Dispose() => _channels.ForEach(static channel => channel.Dispose());
}
