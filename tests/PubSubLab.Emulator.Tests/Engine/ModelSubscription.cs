
using PubSubLab.Emulator.Engine;
using PubSubLab.Emulator.Protobuf;
using PubSubLab.Emulator.Resources;
using PubSubLab.Emulator.Topics;

namespace PubSubLab.Emulator.Tests.Engine;

/// <summary>
/// A subscription as simply as it can be said: a list of messages with states. It does not choose what is delivered; it is
/// told, and says whether that was allowed, and whether anything that had to be delivered was not.
/// </summary>
internal sealed class ModelSubscription(Subscription subject, Func<IReadOnlyDictionary<string, string>, bool> matches)
{
    private readonly HashSet<string> _ackIds = [];

    public Subscription Subject { get; } = subject;

    public List<ModelMessage> Messages { get; } = [];

    public List<ModelConsumer> Consumers { get; } = [];

    public List<string> AckIds { get; } = [];

    private SubscriptionSettings Settings => Subject.Settings;

    public void Published(long id, long now, string key, Dictionary<string, string> attributes, byte[] body)
    {
        if (matches(attributes))
        {
            Messages.Add(new ModelMessage(id, now, Subject.IsOrdered ? key : "", body));
        }
    }

    /// <summary>Leases end, in the order of their deadlines, and what is too old goes.</summary>
    public void Advance(long now)
    {
        foreach (var message in Messages.Where(m => m.State == ModelState.Out && m.Deadline <= now).OrderBy(m => m.Deadline).ToArray())
        {
            if (message.State == ModelState.Out)
            {
                Fail(message, message.Deadline);
            }
        }

        ExpireOld(now);
    }

    public void Delivered(ModelConsumer consumer, DeliveryBatch.Item item, long now, long deadline)
    {
        var message = Messages.Find(m => m.Id == item.Message.Id) ?? throw Broken($"message {item.Message.Id} was never published here, or does not pass the filter");
        var ackId = item.AckId.ToString();
        Check(message.State == ModelState.Waiting, $"message {message.Id} was delivered while {message.State}, deadline {message.Deadline}, now {now}");
        Check(_ackIds.Add(ackId), "an ack id was given out twice");
        Check(item.Message.Wire.AsSpan().StartsWith(message.Body), "a message was altered");
        Check(consumer.HasRoom, "flow control was broken");
        if (message.Key.Length == 0)
        {
            Check(message.NotBefore <= now, $"message {message.Id} came {message.NotBefore - now} ticks before its backoff ended");
            Check(item.Attempt == (Settings.DeadLetter is null ? 0 : message.Failures + 1), $"attempt {item.Attempt} after {message.Failures} failures");
        }
        else
        {
            Check(!Messages.Any(m => m.Key == message.Key && m.Id < message.Id && m.State == ModelState.Waiting), $"message {message.Id} overtook an earlier one of its key");
            Check(!Messages.Any(m => m.Key == message.Key && m.State == ModelState.Out && m.Consumer != consumer), "two consumers had messages of one key");
        }

        AckIds.Add(ackId);
        message.State = ModelState.Out;
        message.AckId = ackId;
        message.Deadline = deadline;
        message.Consumer = consumer;
        consumer.Outstanding++;
        consumer.Bytes += item.Message.Size;
    }

    public AckResult Acknowledge(string ackId)
    {
        if (Live(ackId) is not { } message)
        {
            return AckResult.Stale;
        }

        if (Settings.ExactlyOnce && message.Key.Length > 0 &&
            Messages.Any(m => m.Key == message.Key && m.Id < message.Id && m.State is ModelState.Waiting or ModelState.Out && m.Key == message.Key && m.Id < message.Id))
        {
            return AckResult.OutOfOrder;
        }

        Leave(message, ModelState.Acknowledged);
        return AckResult.Done;
    }

    public AckResult Modify(string ackId, int seconds, long now)
    {
        if (Live(ackId) is not { } message)
        {
            return AckResult.Stale;
        }

        if (seconds == 0)
        {
            Fail(message, now);
            ExpireOld(now);
        }
        else
        {
            message.Deadline = now + (seconds * TimeSpan.TicksPerSecond);
        }

        return AckResult.Done;
    }

    public void Seek(long time, long now)
    {
        foreach (var message in Messages.Where(m => m.State is not (ModelState.DeadLettered or ModelState.Expired)))
        {
            if (message.PublishTime < time)
            {
                Leave(message, ModelState.Acknowledged);
            }
            else if (message.State == ModelState.Acknowledged && message.PublishTime + Settings.Retention.Ticks <= now)
            {
                continue;
            }
            else if (message.State == ModelState.Acknowledged)
            {
                message.State = ModelState.Waiting;
                message.Failures = 0;
                message.NotBefore = 0;
            }
            else if (message.Key.Length > 0)
            {
                Leave(message, ModelState.Waiting);
                message.Failures = 0;
                message.NotBefore = 0;
            }
            else if (message.State == ModelState.Out)
            {
                Leave(message, ModelState.Waiting);
                message.NotBefore = 0;
            }
        }

        ExpireOld(now);
    }

    /// <summary>Nothing that can be delivered waits while a consumer has room, and every message is somewhere.</summary>
    public void CheckSettled(long now)
    {
        if (Consumers.Any(c => c.HasRoom))
        {
            var forgotten = Messages.Find(m => m.State == ModelState.Waiting && m.Key.Length == 0 && m.NotBefore <= now);
            Check(forgotten is null, $"message {forgotten?.Id} waits though a consumer has room");
            foreach (var key in Messages.Where(m => m.Key.Length > 0).GroupBy(m => m.Key))
            {
                var next = key.FirstOrDefault(m => m.State == ModelState.Waiting);
                Check(next is null || key.Any(m => m.State == ModelState.Out) || key.Any(m => m.State == ModelState.Waiting && m.NotBefore > now), $"key {key.Key} is stuck at message {next?.Id}");
            }
        }

        foreach (var consumer in Consumers.Where(c => c.IsAttached))
        {
            consumer.Consumer.Outstanding.ShouldBe(consumer.Outstanding);
            consumer.Consumer.OutstandingBytes.ShouldBe(consumer.Bytes);
        }

        var counters = Subject.Counters;
        Subject.Outstanding.ShouldBe(Messages.Count(m => m.State == ModelState.Out));
        Subject.Backlog.ShouldBe(Messages.Count(m => m.State == ModelState.Waiting));
        counters.DeadLettered.ShouldBe(Messages.Count(m => m.State == ModelState.DeadLettered));
        counters.Expired.ShouldBe(Messages.Count(m => m.State == ModelState.Expired));
        (counters.Received + counters.SoughtBack).ShouldBe(
            Subject.Backlog + Subject.Outstanding + counters.Acknowledged + counters.DeadLettered + counters.Expired + counters.SoughtAway);
    }

    private ModelMessage? Live(string ackId) => Messages.Find(m => m.State == ModelState.Out && m.AckId == ackId);

    private void Fail(ModelMessage message, long at)
    {
        message.Failures++;
        if (Settings.DeadLetter is { } rule && message.Failures >= rule.MaxAttempts)
        {
            Leave(message, ModelState.DeadLettered);
            return;
        }

        Leave(message, ModelState.Waiting);
        message.NotBefore = at + (Settings.Retry?.After(message.Failures) ?? 0);
        if (message.PublishTime + Settings.Retention.Ticks <= at)
        {
            message.State = ModelState.Expired;
            return;
        }

        if (message.Key.Length > 0)
        {
            foreach (var later in Messages.Where(m => m.Key == message.Key && m.Id > message.Id && m.State is ModelState.Out or ModelState.Acknowledged))
            {
                if (later.Key == message.Key && later.Id > message.Id && !(later.State == ModelState.Acknowledged && Settings.ExactlyOnce))
                {
                    Leave(later, ModelState.Waiting);
                }
            }
        }
    }

    private void ExpireOld(long now)
    {
        foreach (var message in Messages.Where(m => m.State == ModelState.Waiting && m.PublishTime + Settings.Retention.Ticks <= now))
        {
            message.State = ModelState.Expired;
        }
    }

    private static void Leave(ModelMessage message, ModelState state)
    {
        if (message.State == ModelState.Out)
        {
            message.Consumer!.Outstanding--;
            message.Consumer.Bytes -= message.Body.Length + WireOverhead(message);
        }

        message.State = state;
    }

    private static int WireOverhead(ModelMessage message) => MessageFields.Complete([], message.Id, message.PublishTime).Length;

    private static void Check(bool holds, string sentence)
    {
        if (!holds)
        {
            throw Broken(sentence);
        }
    }

    private static InvalidOperationException Broken(string sentence) => new(sentence);
}
