using Google.Cloud.PubSub.V1;
using Google.Protobuf;
using Grpc.Core;
using PubSubLab.Benchmarks.Load;

namespace PubSubLab.Benchmarks.Clients;

/// <summary>
/// <see cref="PublisherClient"/> and <see cref="SubscriberClient"/> with their default settings against a broker: what a user's program would
/// do. Only official members are used, so that the same program measures Google's package.
/// </summary>
internal sealed class ClientLoad : IAsyncDisposable
{
    // Publishes that are not confirmed yet; more would measure a queue.
    private const int Window = 5_000;

    private readonly PublisherClient _publisher;
    private readonly SubscriberClient _subscriber;
    private readonly Task _run;
    private readonly Action<PubsubMessage>? _onMessage;
    private TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _handled;
    private long _goal = long.MaxValue;

    private ClientLoad(PublisherClient publisher, SubscriberClient subscriber, Action<PubsubMessage>? onMessage)
    {
        _publisher = publisher;
        _subscriber = subscriber;
        _onMessage = onMessage;
        _run = subscriber.StartAsync(HandleAsync);
    }

    public long Handled => Interlocked.Read(ref _handled);

    /// <summary>The client that this program was built with.</summary>
    public static string Which => typeof(PublisherClient).Assembly.GetName().Name == "PubSubLab.Client" ? "our client" : "Google's client";

    public static async Task<ClientLoad> StartAsync(
        string endpoint, RawClient raw, int streams, CancellationToken cancellation, Action<PubsubMessage>? onMessage = null)
    {
        var (topic, subscription) = await raw.CreateAsync(cancellation);
        var publisher = await new PublisherClientBuilder
        {
            TopicName = TopicName.Parse(topic),
            Endpoint = endpoint,
            ChannelCredentials = ChannelCredentials.Insecure,
            ClientCount = streams,
        }.BuildAsync(cancellation);
        var subscriber = await new SubscriberClientBuilder
        {
            SubscriptionName = SubscriptionName.Parse(subscription),
            Endpoint = endpoint,
            ChannelCredentials = ChannelCredentials.Insecure,
            ClientCount = streams,
        }.BuildAsync(cancellation);
        return new ClientLoad(publisher, subscriber, onMessage);
    }

    public Task<string> PublishAsync(ByteString data) => _publisher.PublishAsync(data);

    /// <summary>Publishes messages, and ends when all of them are confirmed and as many more were handled.</summary>
    public async Task PassAsync(int count, ByteString data, CancellationToken cancellation)
    {
        _reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Interlocked.Exchange(ref _goal, Handled + count);
        var before = new List<Task>(Window);
        var now = new List<Task>(Window);
        for (var i = 0; i < count; i++)
        {
            now.Add(_publisher.PublishAsync(data));
            if (now.Count == Window)
            {
                await Task.WhenAll(before);
                (before, now) = (now, before);
                now.Clear();
            }
        }

        await Task.WhenAll(before);
        await Task.WhenAll(now);
        await _reached.Task.WaitAsync(TimeSpan.FromMinutes(10), TimeProvider.System, cancellation);
    }

    /// <summary>Passes messages, and says what that took.</summary>
    public async Task<Passage> MeasureAsync(int count, ByteString data, CancellationToken cancellation)
    {
        var bytes = GC.GetTotalAllocatedBytes();
        var processor = Environment.CpuUsage.TotalTime;
        var start = TimeProvider.System.GetTimestamp();
        await PassAsync(count, data, cancellation);
        return new Passage(
            count / TimeProvider.System.GetElapsedTime(start).TotalSeconds,
            (Environment.CpuUsage.TotalTime - processor).TotalMicroseconds / count,
            (GC.GetTotalAllocatedBytes() - bytes) / (double)count);
    }

    public async ValueTask DisposeAsync()
    {
        await _publisher.DisposeAsync();
        await _subscriber.StopAsync(new SubscriberClient.ShutdownOptions { Timeout = TimeSpan.FromSeconds(40) });
        await _run;
    }

    private Task<SubscriberClient.Reply> HandleAsync(PubsubMessage message, CancellationToken cancellation)
    {
        _onMessage?.Invoke(message);
        if (Interlocked.Increment(ref _handled) == Interlocked.Read(ref _goal))
        {
            _reached.TrySetResult();
        }

        return s_ack;
    }

    private static readonly Task<SubscriberClient.Reply> s_ack = Task.FromResult(SubscriberClient.Reply.Ack);
}
