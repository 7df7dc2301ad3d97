
using PubSubLab.Emulator.Engine;
using PubSubLab.Emulator.Filters;
using PubSubLab.Emulator.Topics;

namespace PubSubLab.Emulator.Tests.Engine;

/// <summary>Drives an engine and the model of it side by side; every number is one command.</summary>
internal sealed class EngineModel
{
    private static readonly (string Text, Func<IReadOnlyDictionary<string, string>, bool> Matches)[] s_filters =
    [
        ("", _ => true),
        ("attributes.k = \"1\"", a => a.GetValueOrDefault("k") == "1"),
        ("attributes.k != \"1\"", a => a.GetValueOrDefault("k") != "1"),
        ("attributes:k AND NOT attributes:l", a => a.ContainsKey("k") && !a.ContainsKey("l")),
        ("hasPrefix(attributes.l, \"x\") OR attributes.k = \"2\"", a => (a.GetValueOrDefault("l")?.StartsWith('x') ?? false) || a.GetValueOrDefault("k") == "2"),
    ];

    private readonly RecordingEffects _effects = new();
    private readonly TopicEngine _engine;
    private readonly List<ModelSubscription> _subscriptions = [];
    private readonly bool _deadLetterTopicExists;
    private long _now = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc).Ticks;
    private long _nextId = 1;

    public EngineModel(int shape)
    {
        _deadLetterTopicExists = true;
        _engine = new TopicEngine("projects/p/topics/t", _effects, DispatchStrategy.Create((shape & 1) == 0 ? DispatchOrder.RoundRobin : DispatchOrder.Random, shape));
        for (uint i = 0; i < 3; i++)
        {
            var bits = (shape >> (int)(1 + (i * 8))) & 0xFF;
            var (text, matches) = s_filters[bits % s_filters.Length];
            var filter = text.Length == 0 ? null : Filter.TryParse(text, out var parsed, out _) ? parsed : throw new InvalidOperationException(text);
            var settings = new SubscriptionSettings
            {
                AckDeadlineSeconds = 10 + (bits % 3),
                ExactlyOnce = (bits & 8) != 0,
                RetainAcked = true,
                Retention = TimeSpan.FromSeconds((bits & 16) != 0 ? 600 : 604_800),
                Retry = (bits & 32) != 0 ? new RetryBackoff(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(4)) : null,
                DeadLetter = (bits & 192) == 64 ? new DeadLetterRule("projects/p/topics/dead", 5) : null,
                Expiration = null,
            };
            _subscriptions.Add(new ModelSubscription(_engine.AddSubscription($"projects/p/subscriptions/s{i}", i + 1, settings, filter, (bits & 128) != 0, _now), matches));
        }
    }

    public void Run(IEnumerable<int> commands)
    {
        foreach (var command in commands)
        {
            Apply(command & 15, command >> 4);
            Settle();
        }
    }

    /// <summary>Removes the subscriptions. Nothing refers to a message then, so the engine counts no bytes.</summary>
    public void RemoveSubscriptions()
    {
        _engine.Held.Total.ShouldBeGreaterThanOrEqualTo(0);
        _subscriptions.ForEach(subscription => _engine.RemoveSubscription(subscription.Subject, EvictionReason.Deleted, _now));
        _engine.Held.Total.ShouldBe(0);
    }

    private void Apply(int kind, int choice)
    {
        var subscription = _subscriptions[choice % _subscriptions.Count];
        choice /= _subscriptions.Count;
        switch (kind)
        {
            case <= 3:
                Publish(choice);
                break;
            case 4:
                Attach(subscription, choice);
                break;
            case 5 when subscription.Consumers.Count > 0:
                Detach(subscription, choice);
                break;
            case <= 8:
                Acknowledge(subscription, choice);
                break;
            case <= 10:
                Modify(subscription, choice);
                break;
            case 11 when choice % 4 == 0:
                var time = _now - ((choice % 100) * TimeSpan.TicksPerSecond);
                _engine.Seek(subscription.Subject, time, _now);
                subscription.Seek(time, _now);
                break;
            default:
                Wait(choice);
                break;
        }
    }

    private void Publish(int choice)
    {
        var batch = new PublishBatch();
        var bytes = new List<byte>();
        var slices = new List<(int Start, byte[] Body, string Key, Dictionary<string, string> Attributes)>();
        for (var i = 0; i <= choice % 3; i++)
        {
            var key = (choice >> (2 + i)) % 3 is var k and > 0 ? $"key{k}" : "";
            var attributes = new Dictionary<string, string>();
            if ((choice & (4 << i)) != 0)
            {
                attributes["k"] = $"{choice % 4}";
            }

            if ((choice & (8 << i)) != 0)
            {
                attributes["l"] = choice % 5 == 0 ? "yes" : "xes";
            }

            var message = new Google.Cloud.PubSub.V1.PubsubMessage { Data = Google.Protobuf.ByteString.CopyFromUtf8($"{choice}-{i}"), OrderingKey = key };
            message.Attributes.Add(attributes);
            var body = Google.Protobuf.MessageExtensions.ToByteArray(message);
            slices.Add((bytes.Count, body, key, attributes));
            bytes.AddRange(body);
        }

        batch.Reset([.. bytes]);
        slices.ForEach(slice => batch.Add(slice.Start, slice.Body.Length));
        _engine.Publish(batch, _nextId, _now, null);
        foreach (var (_, body, key, attributes) in slices)
        {
            _subscriptions.ForEach(s => s.Published(_nextId, _now, key, attributes, body));
            _nextId++;
        }
    }

    private void Attach(ModelSubscription subscription, int choice)
    {
        if (subscription.Consumers.Count(c => c.IsAttached) < 3)
        {
            var consumer = new Consumer(ConsumerKind.Stream, choice % 4, (choice >> 2) % 3 * 60, (choice >> 4) % 2 * 20);
            subscription.Consumers.Add(new ModelConsumer(consumer));
            _engine.Attach(subscription.Subject, consumer, _now);
        }
    }

    private void Detach(ModelSubscription subscription, int choice)
    {
        var consumer = subscription.Consumers[choice % subscription.Consumers.Count];
        consumer.IsAttached = false;
        _engine.Detach(subscription.Subject, consumer.Consumer, _now);
    }

    private void Acknowledge(ModelSubscription subscription, int choice)
    {
        if (AckId(subscription, choice) is { } ackId)
        {
            _engine.Acknowledge(subscription.Subject, Parse(ackId), _now).ShouldBe(subscription.Acknowledge(ackId));
            _engine.Settle();
        }
    }

    private void Modify(ModelSubscription subscription, int choice)
    {
        var seconds = (choice % 4) switch { 0 or 1 => 0, 2 => 10, _ => 60 };
        if (AckId(subscription, choice / 4) is { } ackId)
        {
            _engine.ModifyDeadline(subscription.Subject, Parse(ackId), seconds, _now).ShouldBe(subscription.Modify(ackId, seconds, _now));
            _engine.Settle();
        }
    }

    // Deadlines are where it breaks: one tick before, at, and one tick after the next one.
    private void Wait(int choice)
    {
        var next = _engine.NextDeadline == long.MaxValue ? _now + TimeSpan.TicksPerSecond : _engine.NextDeadline;
        _now = (choice % 6) switch
        {
            0 => Math.Max(_now, next - 1),
            1 => Math.Max(_now, next),
            2 => Math.Max(_now, next + 1),
            3 => _now + ((choice % 700) * TimeSpan.TicksPerSecond),
            _ => _now + ((choice % 12) * TimeSpan.TicksPerSecond),
        };
        _engine.Advance(_now);
        _subscriptions.ForEach(s => s.Advance(_now));
    }

    private void Settle()
    {
        while (_effects.DeadLetters.TryDequeue(out var letter))
        {
            _engine.DeadLettered(letter.Delivery, letter.Serial, _deadLetterTopicExists, _now);
        }

        var batch = new DeliveryBatch();
        foreach (var subscription in _subscriptions)
        {
            bool some;
            do
            {
                some = false;
                foreach (var consumer in subscription.Consumers.Where(c => c.IsAttached))
                {
                    batch.Clear();
                    _engine.Take(subscription.Subject, consumer.Consumer, batch, _now);
                    var seconds = consumer.Consumer.LeaseSeconds > 0 ? consumer.Consumer.LeaseSeconds : subscription.Subject.Settings.AckDeadlineSeconds;
                    batch.Items.ForEach(item => subscription.Delivered(consumer, item, _now, _now + (seconds * TimeSpan.TicksPerSecond)));
                    some |= batch.Count > 0;
                }
            }
            while (some);

            subscription.CheckSettled(_now);
        }
    }

    // Mostly a recent one, now and then any that was ever given out.
    private static string? AckId(ModelSubscription subscription, int choice)
    {
        var count = subscription.AckIds.Count;
        return count == 0 ? null : choice % 5 == 0 ? subscription.AckIds[choice / 5 % count] : subscription.AckIds[count - 1 - (choice / 5 % Math.Min(count, 5))];
    }

    private static AckId Parse(string text) =>
        PubSubLab.Emulator.Engine.AckId.TryParse(System.Text.Encoding.ASCII.GetBytes(text), out var id) ? id : throw new InvalidOperationException(text);
}
