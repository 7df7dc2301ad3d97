using PubSubLab.Emulator;
using PubSubLab.Emulator.Engine;

namespace PubSubLab.Simulation.Checks;

// A server that fills its memory from its disk.
internal sealed partial class Ledger
{
    /// <summary>Compares what the server has after it has filled its memory from its disk with what was promised.</summary>
    /// <param name="backlog">The messages of a subscription, each with its state and its failures.</param>
    /// <param name="view">The contents of a message.</param>
    public void Return(
        Func<SubscriptionModel, IReadOnlyList<(StoredMessage Message, DeliveryState State, int Failures)>> backlog, Func<StoredMessage, PubsubMessageView> view)
    {
        Returns++;
        var backlogs = Subscriptions.Values.ToDictionary(static model => model, backlog);
        var ids = backlogs.ToDictionary(static pair => pair.Key, static pair => pair.Value.Select(static m => m.Message.Id).ToHashSet());
        var unknown = backlogs
            .SelectMany(static pair => pair.Value.Select(one => (pair.Key.Topic, one.Message)))
            .Where(one => !_messages.ContainsKey(one.Message.Id))
            .DistinctBy(static one => one.Message.Id)
            .OrderBy(static one => one.Message.Id);
        foreach (var (topic, message) in unknown)
        {
            TakeCommitted(Read(topic, view(message)), ids);
        }

        foreach (var (model, messages) in backlogs)
        {
            foreach (var (message, state, failures) in messages)
            {
                if (model.Copies.TryGetValue(message.Id, out var copy))
                {
                    Return(model, copy);
                    copy.IsLeaving |= state == DeliveryState.DeadLettering;
                    CheckAttempts(model, copy, failures + (state == DeliveryState.Leased ? 1 : 0));
                }
            }

            foreach (var key in model.Keys.Values)
            {
                // A key begins anew with its first open message.
                key.Delivered = -1;
            }
        }
    }

    // Committed, and the server was killed before its memory followed.
    private void TakeCommitted(MessageModel message, Dictionary<SubscriptionModel, HashSet<long>> backlog)
    {
        world.Note($"{message.Id} {message.Uid} was committed");
        Add(message);
        if (message.Source is not { } source)
        {
            if (message.Key.Length > 0)
            {
                // Its neighbours may have no reader, so none is missed here.
                var (line, number) = Place(message);
                _sequences[line] = Math.Max(_sequences.GetValueOrDefault(line), number);
            }

            return;
        }

        var model = Subscriptions[source];
        if (model.Live.Find(copy => copy.Message.Uid == message.Uid && !copy.IsGone && !backlog[model].Contains(copy.Message.Id)) is { } letter)
        {
            DeadLetter(model, letter);
        }
        else
        {
            world.Fail($"{message.Uid} is in the dead-letter topic, and {source} has not let it go");
        }
    }

    // An acknowledged message comes back, unless its client was told that the ack lasts.
    private void Return(SubscriptionModel model, CopyModel copy)
    {
        if (copy.DeadLettered)
        {
            world.Fail($"{model.Id} has message {copy.Message.Id} again after a restart, which was dead-lettered");
        }

        if (copy.AckConfirmed && !model.MayReturn(copy))
        {
            world.Fail($"{model.Id} has message {copy.Message.Id} again after a restart, and its ack was confirmed");
        }

        if (copy.Acked && !model.Live.Contains(copy))
        {
            model.Live.Add(copy);
        }

        copy.Acked = false;
    }

    // A rewind of a key counts no attempt.
    private void CheckAttempts(SubscriptionModel model, CopyModel copy, int attempts)
    {
        if (model.MaxAttempts > 0 && !model.Rewinds(copy) && attempts < copy.Attempt)
        {
            world.Fail($"{model.Id} has counted {attempts} attempts of message {copy.Message.Id}, and a handler had attempt {copy.Attempt}");
        }
    }
}
