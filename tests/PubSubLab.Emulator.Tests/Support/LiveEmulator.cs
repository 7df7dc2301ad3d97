using Google.Cloud.PubSub.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Grpc.Net.Client;

namespace PubSubLab.Emulator.Tests.Support;

/// <summary>An emulator on a real loopback socket, and raw stubs that talk to it.</summary>
internal sealed class LiveEmulator : IAsyncDisposable
{
    public const string Project = "projects/test";
    private readonly GrpcChannel _channel;
    private readonly bool _isOwner;

    private LiveEmulator(PubSubEmulator emulator, bool isOwner)
    {
        _isOwner = isOwner;
        Emulator = emulator;
        _channel = GrpcChannel.ForAddress($"http://{emulator.Endpoint}", new GrpcChannelOptions { MaxReceiveMessageSize = null, MaxSendMessageSize = null });
        Publisher = new Publisher.PublisherClient(_channel);
        Subscriber = new Subscriber.SubscriberClient(_channel);
    }

    public PubSubEmulator Emulator { get; }

    public ChannelBase Channel => _channel;

    public Publisher.PublisherClient Publisher { get; }

    public Subscriber.SubscriberClient Subscriber { get; }

    public static string Topic(string id = "topic") => $"{Project}/topics/{id}";

    public static string Subscription(string id = "subscription") => $"{Project}/subscriptions/{id}";

    public static async Task<LiveEmulator> StartAsync(PubSubEmulatorOptions? options = null) => new(await PubSubEmulator.StartAsync(options), isOwner: true);

    /// <summary>The same emulator through a connection of its own.</summary>
    public LiveEmulator Beside() => new(Emulator, isOwner: false);

    public async Task CreateTopicAsync(string id = "topic") => await Publisher.CreateTopicAsync(new Topic { Name = Topic(id) });

    public async Task<Subscription> CreateSubscriptionAsync(string id = "subscription", string topic = "topic", Action<Subscription>? set = null)
    {
        var subscription = new Subscription { Name = Subscription(id), Topic = Topic(topic) };
        set?.Invoke(subscription);
        return await Subscriber.CreateSubscriptionAsync(subscription);
    }

    /// <summary>Publishes in this order: in one request, or, where there are ordering keys, in a request for each run of one key.</summary>
    public async Task<IReadOnlyList<string>> PublishAsync(params PubsubMessage[] messages)
    {
        var ids = new List<string>();
        for (var i = 0; i < messages.Length;)
        {
            var key = messages[i].OrderingKey;
            var run = messages.Skip(i).TakeWhile(message => message.OrderingKey == key).ToArray();
            ids.AddRange((await Publisher.PublishAsync(new PublishRequest { Topic = Topic(), Messages = { run } })).MessageIds);
            i += run.Length;
        }

        return ids;
    }

    public Task<IReadOnlyList<string>> PublishAsync(params string[] texts) => PublishAsync([.. texts.Select(text => Message(text))]);

    public async Task<IList<ReceivedMessage>> PullAsync(string id = "subscription", int max = 100, bool immediately = true)
    {
#pragma warning disable CS0612 // The field is deprecated in the contract, and served.
        var response = await Subscriber.PullAsync(new PullRequest { Subscription = Subscription(id), MaxMessages = max, ReturnImmediately = immediately });
#pragma warning restore CS0612
        return response.ReceivedMessages;
    }

    public async Task AcknowledgeAsync(params string[] ackIds) =>
        await Subscriber.AcknowledgeAsync(new AcknowledgeRequest { Subscription = Subscription(), AckIds = { ackIds } });

    public async Task ModifyAsync(int seconds, params string[] ackIds) =>
        await Subscriber.ModifyAckDeadlineAsync(new ModifyAckDeadlineRequest { Subscription = Subscription(), AckIds = { ackIds }, AckDeadlineSeconds = seconds });

    public async Task<PullStream> OpenAsync(string id = "subscription", long maxMessages = 0, long maxBytes = 0, int deadline = 10, Metadata? headers = null)
    {
        var call = Subscriber.StreamingPull(headers);
        await call.RequestStream.WriteAsync(new StreamingPullRequest
        {
            Subscription = Subscription(id),
            StreamAckDeadlineSeconds = deadline,
            MaxOutstandingMessages = maxMessages,
            MaxOutstandingBytes = maxBytes,
        });
        return new PullStream(call);
    }

    public static PubsubMessage Message(string text, string orderingKey = "", params (string Key, string Value)[] attributes)
    {
        var message = new PubsubMessage { Data = ByteString.CopyFromUtf8(text), OrderingKey = orderingKey };
        foreach (var (key, value) in attributes)
        {
            message.Attributes.Add(key, value);
        }

        return message;
    }

    public static Duration Seconds(double seconds) => Duration.FromTimeSpan(TimeSpan.FromSeconds(seconds));

    public static async Task<RpcException> FailsAsync(StatusCode code, Func<Task> call)
    {
        var exception = await Should.ThrowAsync<RpcException>(call);
        exception.StatusCode.ShouldBe(code, exception.Status.Detail);
        return exception;
    }

    public async ValueTask DisposeAsync()
    {
        _channel.Dispose();
        if (_isOwner)
        {
            await Emulator.DisposeAsync();
        }
    }
}
