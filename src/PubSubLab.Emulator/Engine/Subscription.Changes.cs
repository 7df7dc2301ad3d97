namespace PubSubLab.Emulator.Engine;

// Tells the store, on a topic that has one.
internal sealed partial class Subscription
{
    /// <summary>
    /// Whether a delivery is stored before it is sent: exactly-once delivery withholds it after a restart until its deadline, and a
    /// dead-letter policy counts its attempt.
    /// </summary>
    public bool RecordsDeliveries => _engine.Changes is not null && (Settings.ExactlyOnce || Settings.DeadLetter is not null);

    private void NoteLease(DeliverySlot delivery, long deadline)
    {
        if (RecordsDeliveries)
        {
            Note(delivery, EntryState.Leased, deadline);
        }
    }

    private void Note(DeliverySlot delivery, EntryState state, long until = 0) => Note(delivery.Message, state, delivery.Failures, until);

    private void Note(StoredMessage message, EntryState state, int failures = 0, long until = 0) =>
        _engine.Changes?.Add(new EntryChange(message, Number, state, failures, until));

    private void NoteDone(StoredMessage message, bool isAcknowledged) =>
        Note(message, isAcknowledged && Settings.RetainAcked ? EntryState.Retained : EntryState.Done);

    // Deliveries from before the settings that make them matter.
    private void NoteLeases()
    {
        foreach (var delivery in _deliveries?.Used() ?? [])
        {
            if (delivery.State == DeliveryState.Leased)
            {
                Note(delivery, EntryState.Leased, delivery.Due);
            }
        }
    }

    private void NoteRetainedDone()
    {
        if (_engine.Changes is null || _retained is null)
        {
            return;
        }

        // An acknowledged message of a key that came back with an earlier one is open again.
        var open = (_deliveries?.Used() ?? []).Select(static delivery => delivery.Message.Id).ToHashSet();
        foreach (var message in _retained.Items().Where(message => !open.Contains(message.Id)))
        {
            Note(message, EntryState.Done);
        }
    }
}
