using Google.Cloud.PubSub.V1;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.Extensions.Time.Testing;
using PubSubLab.Emulator.Brokers;
using PubSubLab.Emulator.Engine;
using PubSubLab.Emulator.Filters;
using PubSubLab.Emulator.Limits;
using PubSubLab.Emulator.Services;
using PubSubLab.Emulator.Storage;
using PubSubLab.Emulator.Tests.Support;
using PubSubLab.Emulator.Topics;
using EngineSnapshot = PubSubLab.Emulator.Engine.Snapshot;
using EngineSubscription = PubSubLab.Emulator.Engine.Subscription;

namespace PubSubLab.Emulator.Tests.Storage;

/// <summary>A broker with a data directory under random commands; a number is one command. Its files are compared with its memory, as after a kill.</summary>
internal sealed class StoredWorld : IAsyncDisposable
{
    private static readonly string[] s_filters = ["", "", "attributes.k = \"1\"", "NOT attributes:k"];

    private readonly TemporaryDirectory _disk = new();
    private readonly FakeTimeProvider _time = new();
    private readonly PubSubEmulatorOptions _options;
    private readonly Broker _broker;
    private readonly RawPublisher _publisher;
    private readonly List<(ConsumerSession Session, List<DeliveryBatch.Item> Open)> _consumers = [];
    private int _made;
    private FaultyDatabase _database = null!;

    /// <param name="spills">Whether every message leaves memory.</param>
    public StoredWorld(bool spills)
    {
        var limits = new EmulatorLimits { StorePause = TimeSpan.FromMilliseconds(1), SpillShare = spills ? 0 : 1 };
        _options = new PubSubEmulatorOptions { DataDirectory = _disk.Data, TimeProvider = _time, Limits = limits };
        _broker = BrokerStart.Open(_options with { OpenDatabase = (file, _) => _database = new FaultyDatabase(file) });
        _publisher = new RawPublisher(_broker);
        for (var i = 0; i < 2; i++)
        {
            _broker.CreateTopic(new Topic { Name = TopicName(i), MessageRetentionDuration = i == 0 ? null : LiveEmulator.Seconds(3600) });
        }
    }

    public async Task RunAsync(IEnumerable<int> commands)
    {
        foreach (var command in commands)
        {
            try
            {
                await ApplyAsync((int)((uint)command % 18), (int)((uint)command / 18));
            }
            catch (RpcException e) when (e.StatusCode is StatusCode.NotFound or StatusCode.AlreadyExists or StatusCode.FailedPrecondition or StatusCode.Unavailable)
            {
                // Random commands name what does not exist, and random commits fail.
            }
        }
    }

    /// <summary>Makes a share of the commits fail: all of them, or those that store more than they delete.</summary>
    public void Break(int seed)
    {
        var random = new Random(seed);
        _database.Fails = operations => random.Next(6) == 0 && (random.Next(2) == 0 || operations.Any(static o => !o.IsAhead));
    }

    /// <summary>Checks that a start from the files finds the same as memory has.</summary>
    public async Task CompareAsync(bool seek)
    {
        await SettledAsync();
        await using var restored = BrokerStart.Open(_options with { DataDirectory = _disk.CopyAsKilled() });
        Attempts(restored, Attempts(_broker));
        if (seek)
        {
            // Brings back all that topics and subscriptions retain.
            foreach (var subscription in Subscriptions(_broker).Where(static s => !s.IsDetached))
            {
                await Broker.Seek(subscription, 0);
                await Broker.Seek(restored.Subscription(subscription.Name), 0);
            }
        }

        Show(restored).ShouldBe(Show(_broker));
        foreach (var subscription in Subscriptions(_broker))
        {
            Compare(restored.Subscription(subscription.Name), subscription);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _broker.DisposeAsync();
        _disk.Dispose();
    }

    private static string TopicName(int choice) => $"projects/p/topics/topic-{choice % 3}";

    private static IEnumerable<EngineSubscription> Subscriptions(Broker broker) =>
        broker.Page("p", static project => project.Subscriptions, "", 1000).Names.Select(broker.Subscription);

    private static void Compare(EngineSubscription restored, EngineSubscription memory)
    {
        var expected = memory.Unacknowledged().ToArray();
        var found = restored.Unacknowledged().ToArray();
        expected.Where(m => !IsOver(m, memory)).Select(static m => m.Id).Except(found.Select(static m => m.Id)).ShouldBeEmpty($"{memory.Name} lost these");
        foreach (var extra in found.ExceptBy(expected.Select(static m => m.Id), static m => m.Id))
        {
            // An acknowledged message of a key returns with an earlier one that is open.
            expected.ShouldContain(m => memory.IsOrdered && m.Id < extra.Id && Key(m, memory) == Key(extra, restored), $"{memory.Name} is done with {extra.Id}");
        }

        foreach (var message in found)
        {
            Whole(message, restored).MessageId.ShouldBe($"{message.Id}");
        }
    }

    // A message whose retention ended while it was outstanding is dropped when it comes back, which a restart brings about.
    private static bool IsOver(StoredMessage message, EngineSubscription subscription) =>
        message.PublishTime + subscription.Settings.Retention.Ticks <= TopicHost.Of(subscription).Clock.Now;

    private static string Key(StoredMessage message, EngineSubscription subscription) => Whole(message, subscription).OrderingKey;

    // Its bytes may be on the disk only.
    private static PubsubMessage Whole(StoredMessage message, EngineSubscription subscription) =>
        PubsubMessage.Parser.ParseFrom(TopicHost.Of(subscription).Read([message])[0].ShouldNotBeNull($"message {message.Id} is there").Wire);

    private static IEnumerable<string> Show(Broker broker)
    {
        var subscriptions = Subscriptions(broker).Select(s => $"{s.Name} {s.IsDetached} {broker.HasTopic(s)} {s.Settings.ExactlyOnce} {s.Settings.DeadLetter}");
        var snapshots = broker.Page("p", static project => project.Snapshots, "", 1000).Names.Select(name => Show(broker.Snapshot(name)));
        var topics = broker.Page("p", static project => project.Topics, "", 1000).Names;
        return [.. topics, .. subscriptions, .. snapshots];
    }

    private static string Show(EngineSnapshot snapshot) =>
        $"{snapshot.Name} {snapshot.ExpireTime}: {string.Join(' ', snapshot.Unacknowledged.Items().Concat(snapshot.Later.Items()).Select(static m => m.Id).Order())}";

    private static Dictionary<(string, long), int> Attempts(Broker broker) => Subscriptions(broker)
        .Where(static s => s.Settings.DeadLetter is not null && !s.IsOrdered)
        .SelectMany(s => s.Inspect().Where(m => !IsOver(m.Message, s)).Select(m => (Key: (s.Name, m.Message.Id), Failures: m.Failures + (m.State == DeliveryState.Leased && !s.Settings.ExactlyOnce ? 1 : 0))))
        .ToDictionary(static m => m.Key, static m => m.Failures);

    private static void Attempts(Broker restored, Dictionary<(string, long), int> expected) =>
        Attempts(restored).OrderBy(static m => m.Key).ShouldBe(expected.OrderBy(static m => m.Key));

    // Dead letters are published by the store's thread, which may find more to do.
    private async Task SettledAsync()
    {
        _database.Fails = static _ => false;
        for (var settled = 0; settled < 4;)
        {
            await Eventually.HoldsAsync(() => _broker.Store!.Refusal is null, "the store opens");
            var nothing = new ResourceOperation(static _ => { });
            _broker.Store!.Add(nothing);
            try
            {
                await nothing.Done;
                settled++;
            }
            catch (RpcException e) when (e.StatusCode == StatusCode.Unavailable)
            {
                // A commit that was to fail was under way.
                settled = 0;
            }
        }
    }

    private async Task ApplyAsync(int kind, int choice)
    {
        var subscriptions = Subscriptions(_broker).ToArray();
        var subscription = subscriptions.Length == 0 ? null : subscriptions[choice % subscriptions.Length];
        switch (kind)
        {
            case <= 3:
                await PublishAsync(choice);
                break;
            case 4 or 5:
                Create(choice);
                break;
            case 6 when choice % 3 == 0:
                _broker.CreateTopic(new Topic { Name = TopicName(choice), MessageRetentionDuration = choice % 2 == 0 ? null : LiveEmulator.Seconds(3600) });
                break;
            case 6 when choice % 7 == 1:
                _broker.DeleteTopic(TopicName(choice));
                break;
            case 6:
                _broker.UpdateTopic(TopicName(choice), topic => new Topic(topic) { MessageRetentionDuration = choice % 2 == 0 ? null : LiveEmulator.Seconds(3600) });
                break;
            case 7:
                _time.Advance(TimeSpan.FromSeconds(choice % 20));
                break;
            case 8 when choice % 11 == 0:
                // Retention of a subscription is over.
                _time.Advance(TimeSpan.FromMinutes(11));
                break;
            default:
                if (subscription is not null)
                {
                    await ApplyAsync(kind, choice / 7, subscription);
                }

                break;
        }
    }

    private async Task ApplyAsync(int kind, int choice, EngineSubscription subscription)
    {
        switch (kind)
        {
            case 8 or 9 or 10:
                await PullAsync(subscription, choice);
                break;
            case 11 or 12 or 13:
                Answer(choice);
                break;
            case 14 when choice % 5 == 0:
                _broker.DeleteSubscription(subscription);
                break;
            case 14 when choice % 5 == 1:
                _broker.DetachSubscription(subscription);
                break;
            case 14:
                _broker.UpdateSubscription(subscription, () => Settings(choice));
                break;
            case 15:
                _broker.CreateSnapshot($"projects/p/snapshots/snapshot-{choice % 3}", subscription, null);
                break;
            case 16 when choice % 2 == 0:
                _broker.DeleteSnapshot(_broker.Snapshot($"projects/p/snapshots/snapshot-{choice % 3}"));
                break;
            case 16:
                await Broker.Seek(subscription, _broker.Snapshot($"projects/p/snapshots/snapshot-{choice / 2 % 3}"));
                break;
            default:
                await Broker.Seek(subscription, _broker.Clock.Now - (choice % 60 * TimeSpan.TicksPerSecond));
                break;
        }
    }

    private async Task PublishAsync(int choice)
    {
        var request = new PublishRequest { Topic = TopicName(choice) };
        for (var i = 0; i <= choice / 3 % 4; i++)
        {
            var message = new PubsubMessage { Data = ByteString.CopyFromUtf8(new string('x', i == 0 ? 1 : StoredMessage.LargestInRow)), OrderingKey = (choice / 16 % 3) switch { 0 => "", 1 => "a", _ => "b" } };
            if (choice / 64 % 2 == 0)
            {
                message.Attributes["k"] = $"{i % 2}";
            }

            request.Messages.Add(message);
        }

        var bytes = request.ToByteArray();
        await _publisher.Publish(bytes, bytes.Length, null);
    }

    private void Create(int choice)
    {
        var text = s_filters[choice % s_filters.Length];
        var filter = text.Length > 0 && Filter.TryParse(text, out var parsed, out _) ? parsed : null;
        _broker.CreateSubscription($"projects/p/subscriptions/sub-{_made++ % 6}", _broker.Topic(TopicName(choice / 4)), Settings(choice / 16), filter, ordered: choice / 1024 % 2 == 0);
    }

    private SubscriptionSettings Settings(int choice) => new()
    {
        ExactlyOnce = (choice & 1) != 0,
        RetainAcked = (choice & 2) != 0,
        Retention = TimeSpan.FromMinutes((choice & 4) != 0 ? 10 : 10_000),
        Retry = (choice & 8) != 0 ? new RetryBackoff(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(4)) : null,
        DeadLetter = (choice & 16) != 0 && _broker.TryTopic(TopicName(choice), out _) ? new DeadLetterRule(TopicName(choice), 5) : null,
    };

    private async Task PullAsync(EngineSubscription subscription, int choice)
    {
        if (subscription.IsDetached)
        {
            return;
        }

        var session = new ConsumerSession(ConsumerKind.Pull, subscription, 1 + (choice % 5), 0, 0);
        var batch = new DeliveryBatch();
        var host = TopicHost.Of(subscription);
        Task sendable;
        using (var writer = host.Enter())
        {
            host.Engine.Attach(subscription, session, writer.Now);
            sendable = host.Take(subscription, session, batch, writer);
            host.Engine.Detach(subscription, session, writer.Now);
        }

        await sendable;
        batch.Items.ShouldAllBe(static item => item.Message.IsInMemory);
        _consumers.Add((session, [.. batch.Items]));
    }

    private void Answer(int choice)
    {
        if (_consumers.Count == 0)
        {
            return;
        }

        var (session, open) = _consumers[choice % _consumers.Count];
        choice /= 5;
        var host = TopicHost.Of(session.Subscription);
        using var writer = host.Enter();
        for (var i = 0; i <= choice % 4 && open.Count > 0; i++)
        {
            var id = open[choice % open.Count].AckId;
            open.RemoveAll(item => item.AckId == id);
            if (choice / 4 % 4 == 0)
            {
                host.Engine.ModifyDeadline(session.Subscription, id, choice / 16 % 3 * 10, writer.Now);
            }
            else
            {
                host.Engine.Acknowledge(session.Subscription, id, writer.Now);
            }
        }

        host.Engine.Settle();
    }
}
