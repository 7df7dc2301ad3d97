using System.Globalization;
using Google.Cloud.PubSub.V1;
using PubSubLab.Emulator.Engine;
using PubSubLab.Simulation.Worlds;

namespace PubSubLab.Simulation.Checks;

/// <summary>Hears what publishers, handlers and the emulator say, and finds what contradicts the promises of Pub/Sub.</summary>
/// <param name="world">The world of the run.</param>
/// <param name="faults">Whether anything fails in the run.</param>
internal sealed partial class Ledger(World world, bool faults)
{
    public const string UidAttribute = "uid";
    public const string ColorAttribute = "color";
    public const string Project = "projects/simulation";

    private readonly Dictionary<long, MessageModel> _messages = [];
    private readonly Dictionary<string, int> _sequences = [];
    private readonly Dictionary<(string Subscription, string Uid), int> _unsettledLetters = [];
    private readonly HashSet<string> _publishing = [];
    private readonly List<CopyModel> _acked = [];
    private readonly Dictionary<AckId, CopyModel> _ackedBy = [];
    private readonly List<(string Subscription, CopyModel Copy)> _extended = [];
    private long _looks;

    // Across restarts: what a client was told or sent before one can be handled after it.
    private readonly HashSet<(long Id, string Uid)> _given = [];
    private readonly HashSet<(long Id, string Uid)> _forgotten = [];

    /// <summary>The subscriptions of the run by short name.</summary>
    public Dictionary<string, SubscriptionModel> Subscriptions { get; } = [];

    /// <summary>Ack ids of leases that a restart, or a rebuild, has ended.</summary>
    public HashSet<AckId> StaleAckIds { get; } = [];

    public int Published { get; private set; }

    public int Confirmed { get; private set; }

    public int Deliveries { get; private set; }

    public int Handled { get; private set; }

    public int Acked { get; private set; }

    public int DeadLettered { get; private set; }

    public int LeasesExpired { get; private set; }

    /// <summary>Restarts of a server that forgets.</summary>
    public int Restarts { get; private set; }

    /// <summary>Times that the server has filled its memory from its disk.</summary>
    public int Returns { get; private set; }

    /// <summary>The server has lost everything, as one without a store does when it is killed.</summary>
    public void Forget()
    {
        Restarts++;
        _forgotten.UnionWith(_given);
        _messages.Clear();
        _unsettledLetters.Clear();
        foreach (var subscription in Subscriptions.Values)
        {
            subscription.Copies.Clear();
            subscription.Live.Clear();
            subscription.Keys.Clear();
        }
    }

    /// <summary>A publisher has been asked to publish.</summary>
    public void Publishing(string uid)
    {
        world.Note($"publish {uid}");
        _publishing.Add(uid);
    }

    /// <summary>A publisher was told the id of its message.</summary>
    public void Confirm(string topic, string uid, string messageId)
    {
        world.Note($"confirmed {uid} {messageId}");
        Confirmed++;
        if (!_given.Contains((Number(messageId), uid)))
        {
            world.Fail($"the publisher of {uid} was told the id {messageId}, which the topic {topic} has not given to it");
        }
    }

    /// <summary>A handler, or a push endpoint, begins with a message.</summary>
    public void Begin(SubscriptionModel subscription, string where, PubsubMessage message)
    {
        world.Note($"{where} handles {message.MessageId}");
        Handled++;
        var uid = message.Attributes.GetValueOrDefault(UidAttribute, "");
        var isKnown = subscription.Copies.TryGetValue(Number(message.MessageId), out var copy);
        if (_forgotten.Contains((Number(message.MessageId), uid)))
        {
            // Delivered before the restart, or after it under the same id again: nobody can tell.
            if (isKnown && copy!.Message.Uid == uid)
            {
                copy.Starts++;
            }

            return;
        }

        if (!isKnown)
        {
            world.Fail($"{where} was given message {message.MessageId} of {subscription.Id}, which was not published to it");
            return;
        }

        if (copy!.Message.Uid != uid || copy.Message.Key != message.OrderingKey || message.Data.ToStringUtf8() != Body(uid))
        {
            world.Fail($"{where} was given message {message.MessageId} with other contents than were published");
        }

        if (++copy.Starts > copy.Deliveries)
        {
            world.Fail($"{where} handles message {message.MessageId} of {subscription.Id} for the {copy.Starts}. time, and it was delivered {copy.Deliveries} times");
        }

        if (subscription.IsExactlyOnce && copy.Starts > copy.Receipts)
        {
            world.Fail($"{where} handles message {message.MessageId} of {subscription.Id}, and the server has not confirmed its lease");
        }

        copy.Attempt = Math.Max(copy.Attempt, message.GetDeliveryAttempt() ?? 0);
        if (subscription.IsOrdered && copy.Message.Key.Length > 0)
        {
            BeginInOrder(subscription, copy, where);
        }
    }

    /// <summary>A handler, or a push endpoint, answers with an ack.</summary>
    public void ReplyAck(SubscriptionModel subscription, PubsubMessage message)
    {
        world.Note($"{subscription.Id} handler acks {message.MessageId}");
        if (subscription.Copies.TryGetValue(Number(message.MessageId), out var copy) && copy.Message.Uid == message.Attributes[UidAttribute])
        {
            copy.AckReplied = true;
        }
    }

    /// <summary>A subscriber was told that the service has taken its ack.</summary>
    public void ConfirmAck(SubscriptionModel subscription, string messageId)
    {
        world.Note($"{subscription.Id} ack confirmed {messageId}");
        if (!subscription.IsExactlyOnce || Restarts > 0)
        {
            // Without exactly-once delivery the client says so of every ack.
            return;
        }

        var copy = subscription.Copies[Number(messageId)];
        copy.AckConfirmed = true;
        if (!copy.Acked)
        {
            world.Fail($"the ack of message {messageId} of {subscription.Id} was confirmed, and the server has not taken it");
        }
    }

    /// <summary>Applies a request of acks on the server. Once it is answered they last, also those that a request before it has applied.</summary>
    /// <param name="apply">Applies it.</param>
    /// <param name="ids">Its ack ids, each with the message that has its lease.</param>
    public async Task<T> AcknowledgeAsync<T>(Func<Task<T>> apply, Dictionary<AckId, long> ids)
    {
        _acked.Clear();
        var answer = apply();
        foreach (var copy in _acked)
        {
            _ackedBy[ids.First(one => one.Value == copy.Message.Id).Key] = copy;
        }

        var acked = ids.Keys.Select(id => _ackedBy.GetValueOrDefault(id)).Where(static copy => copy is { Acked: true }).ToArray();
        var reply = await answer;
        Array.ForEach(acked, static copy => copy!.AckConfirmed = true);
        return reply;
    }

    /// <summary>Applies a request of deadlines on the server. Once it is answered, its leases last.</summary>
    /// <param name="apply">Applies it.</param>
    /// <param name="deadline">The end of a message's lease in a subscription.</param>
    public async Task<T> ExtendAsync<T>(Func<Task<T>> apply, Func<string, long, long> deadline)
    {
        _extended.Clear();
        var answer = apply();
        var extended = _extended.ConvertAll(one => (one.Copy, one.Copy.Lease, Until: deadline(one.Subscription, one.Copy.Message.Id)));
        var reply = await answer;
        foreach (var (copy, lease, until) in extended.Where(static one => one.Copy.Lease == one.Lease))
        {
            copy.LeasedUntil = until;
        }

        return reply;
    }

    /// <summary>A number for a look at every backlog.</summary>
    public long NextLook() => ++_looks;

    /// <summary>Called after each step of the server: the copies of a dead-lettered message are in the source or in the dead-letter topic.</summary>
    public void CheckLetters()
    {
        if (_unsettledLetters.Count > 0)
        {
            var (letter, count) = _unsettledLetters.First();
            world.Fail(count > 0
                ? $"{letter.Uid} was published to the dead-letter topic {count} times more than {letter.Subscription} has dead-lettered it"
                : $"{letter.Uid} was dead-lettered by {letter.Subscription} and is not in the dead-letter topic");
        }
    }

    /// <summary>The data of a message.</summary>
    public static string Body(string uid) => $"body of {uid}";

    private void BeginInOrder(SubscriptionModel subscription, CopyModel copy, string where)
    {
        var key = subscription.Keys[copy.Message.Key];
        while (key.Begun < key.Copies.Count && (key.Copies[key.Begun].Starts > 0 || key.Copies[key.Begun].IsGone))
        {
            key.Begun++;
        }

        if (key.Begun < copy.Place)
        {
            world.Fail($"{where} handles message {copy.Message.Id} of the key {copy.Message.Key} before message {key.Copies[key.Begun].Message.Id}, which no handler had");
        }
    }

    private static long Number(string messageId) => long.Parse(messageId, CultureInfo.InvariantCulture);

    private static string ShortName(string name) => name[(name.LastIndexOf('/') + 1)..];
}
