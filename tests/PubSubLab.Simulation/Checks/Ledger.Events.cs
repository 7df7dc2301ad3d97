using System.Globalization;
using PubSubLab.Emulator;
using PubSubLab.Emulator.Topics;

namespace PubSubLab.Simulation.Checks;

// The emulator's side.
internal sealed partial class Ledger : IEmulatorObserver
{
    void IEmulatorObserver.OnEvent(in EmulatorEvent e)
    {
        world.Note(e.Message is null ? $"{e.Kind} {e.Subscription} {e.Detail}" : $"{e.Kind} {e.Subscription} {e.MessageId} {e.DeliveryAttempt}");
        switch (e.Kind)
        {
            case EmulatorEventKind.Published:
                Publish(e.Topic!, e.Message!);
                break;
            case EmulatorEventKind.Delivered:
                Deliver(e);
                break;
            case EmulatorEventKind.Acked:
                Ack(e);
                break;
            case EmulatorEventKind.DeadLettered:
                DeadLetter(e);
                break;
            case EmulatorEventKind.Receipt or EmulatorEventKind.LeaseExtended:
                TakeReceipt(e);
                break;
            case EmulatorEventKind.Nacked:
                EndLease(e);
                break;
            case EmulatorEventKind.LeaseExpired:
                LeasesExpired++;
                EndLease(e);
                FailWithoutFaults($"the lease of message {e.MessageId} of {e.Subscription} ended");
                break;
            case EmulatorEventKind.Expired:
                world.Fail($"message {e.MessageId} of {e.Subscription} was dropped, and its retention is not over");
                break;
            default:
                break;
        }
    }

    private void Publish(string topic, PubsubMessageView view)
    {
        var message = Read(topic, view);
        Add(message);
        if (message.Source is not null)
        {
            Settle(message.Source, message.Uid, 1);
        }
        else
        {
            CheckPublished(message);
        }
    }

    private static MessageModel Read(string topic, PubsubMessageView view)
    {
        var attributes = view.Attributes;
        return new MessageModel(
            Number(view.MessageId), ShortName(topic), attributes.GetValueOrDefault(UidAttribute, ""), view.OrderingKey,
            attributes.GetValueOrDefault(ColorAttribute, ""), attributes.GetValueOrDefault(DeadLetterMessage.SourceSubscription));
    }

    private void Add(MessageModel message)
    {
        if (!_messages.TryAdd(message.Id, message))
        {
            world.Fail($"message id {message.Id} was given twice");
        }

        if (message.Source is null && !_publishing.Contains(message.Uid))
        {
            world.Fail($"the topic has a message {message.Uid}, and no publisher has sent it");
        }

        Published++;
        _given.Add((message.Id, message.Uid));
        foreach (var subscription in Subscriptions.Values.Where(s => s.Wants(message)))
        {
            Add(subscription, message);
        }
    }

    private void CheckPublished(MessageModel message)
    {
        if (message.Key.Length > 0)
        {
            // A batch may come twice, and none may be left out.
            var (line, number) = Place(message);
            var last = _sequences.GetValueOrDefault(line);
            if (number > last + 1)
            {
                world.Fail($"{message.Uid} was published before the message in front of it, number {last + 1}");
            }

            _sequences[line] = Math.Max(last, number);
        }
    }

    // A uid is publisher-key-number.
    private static (string Line, int Number) Place(MessageModel message)
    {
        var end = message.Uid.LastIndexOf('-');
        return (message.Uid[..end], int.Parse(message.Uid[(end + 1)..], CultureInfo.InvariantCulture));
    }

    private static void Add(SubscriptionModel subscription, MessageModel message)
    {
        var place = 0;
        KeyModel? key = null;
        if (subscription.IsOrdered && message.Key.Length > 0)
        {
            if (!subscription.Keys.TryGetValue(message.Key, out key))
            {
                subscription.Keys.Add(message.Key, key = new KeyModel());
            }

            place = key.Copies.Count;
        }

        var copy = new CopyModel(message, place);
        key?.Copies.Add(copy);
        subscription.Copies.Add(message.Id, copy);
        subscription.Live.Add(copy);
    }

    private void Deliver(in EmulatorEvent e)
    {
        Deliveries++;
        var subscription = Subscriptions[ShortName(e.Subscription!)];
        if (!subscription.Copies.TryGetValue(Number(e.MessageId!), out var copy))
        {
            world.Fail($"message {e.MessageId} was delivered to {subscription.Id}, which should not have it");
            return;
        }

        if (subscription.IsExactlyOnce && !subscription.Rewinds(copy) && copy.LeasedUntil > e.Time.Ticks)
        {
            world.Fail($"message {e.MessageId} was delivered to {subscription.Id} while a client has its lease");
        }

        if (subscription.MaxAttempts > 0 && e.DeliveryAttempt < copy.Attempt)
        {
            world.Fail($"message {e.MessageId} was delivered to {subscription.Id} as attempt {e.DeliveryAttempt}, after attempt {copy.Attempt}");
        }

        copy.IsReceipted = copy.IsLeaving = false;
        copy.EndLease();
        if (copy.Deliveries++ > 0)
        {
            FailWithoutFaults($"message {e.MessageId} was delivered to {subscription.Id} again");
        }

        if (copy.DeadLettered || (copy.Acked && !subscription.MayReturn(copy)))
        {
            world.Fail($"message {e.MessageId} was delivered to {subscription.Id} after it was {(copy.DeadLettered ? "dead-lettered" : "acknowledged")}");
        }

        if (subscription.IsOrdered && subscription.Keys.TryGetValue(copy.Message.Key, out var key))
        {
            for (var place = key.Delivered + 1; place < copy.Place; place++)
            {
                if (key.Copies[place] is { IsGone: false, IsLeaving: false })
                {
                    world.Fail($"message {e.MessageId} of the key {copy.Message.Key} was delivered to {subscription.Id} before message {key.Copies[place].Message.Id}");
                }
            }

            key.Delivered = copy.Place;
        }
    }

    private void TakeReceipt(in EmulatorEvent e)
    {
        var copy = Subscriptions[ShortName(e.Subscription!)].Copies[Number(e.MessageId!)];
        _extended.Add((e.Subscription!, copy));
        copy.Receipts += copy.IsReceipted ? 0 : 1;
        copy.IsReceipted = true;
    }

    private void EndLease(in EmulatorEvent e)
    {
        var subscription = Subscriptions[ShortName(e.Subscription!)];
        if (subscription.Copies.TryGetValue(Number(e.MessageId!), out var copy))
        {
            if (subscription.IsExactlyOnce && e.Kind == EmulatorEventKind.LeaseExpired && copy.LeasedUntil > e.Time.Ticks)
            {
                world.Fail($"the lease of message {e.MessageId} of {subscription.Id} ended, and a client was told that it is longer");
            }

            copy.EndLease();
            copy.IsLeaving = subscription.MaxAttempts > 0 && e.DeliveryAttempt >= subscription.MaxAttempts;
        }
    }

    private void Ack(in EmulatorEvent e)
    {
        Acked++;
        var subscription = Subscriptions[ShortName(e.Subscription!)];
        var copy = subscription.Copies[Number(e.MessageId!)];
        copy.Acked = true;
        copy.EndLease();
        _acked.Add(copy);
        if (!copy.AckReplied)
        {
            world.Fail($"message {e.MessageId} of {subscription.Id} was acknowledged, and no handler has said so");
        }
    }

    private void DeadLetter(in EmulatorEvent e)
    {
        var subscription = Subscriptions[ShortName(e.Subscription!)];
        var copy = subscription.Copies[Number(e.MessageId!)];
        DeadLetter(subscription, copy);
        Settle(subscription.Id, copy.Message.Uid, -1);
    }

    private void DeadLetter(SubscriptionModel subscription, CopyModel copy)
    {
        DeadLettered++;
        if (copy.DeadLettered)
        {
            world.Fail($"message {copy.Message.Id} of {subscription.Id} was dead-lettered twice");
        }

        if (copy.Deliveries < subscription.MaxAttempts || subscription.MaxAttempts == 0)
        {
            world.Fail($"message {copy.Message.Id} of {subscription.Id} was dead-lettered after {copy.Deliveries} deliveries");
        }

        copy.DeadLettered = true;
    }

    private void FailWithoutFaults(string what)
    {
        if (!faults)
        {
            world.Fail($"{what}, and nothing has failed");
        }
    }

    private void Settle(string subscription, string uid, int change)
    {
        var count = _unsettledLetters.GetValueOrDefault((subscription, uid)) + change;
        if (count == 0)
        {
            _unsettledLetters.Remove((subscription, uid));
        }
        else
        {
            _unsettledLetters[(subscription, uid)] = count;
        }
    }
}
