namespace PubSubLab.Emulator.Engine;

/// <summary>
/// Changes of a topic's messages since the last look, for a store that follows. A topic without a store has no log. Only the
/// topic's writer touches it.
/// </summary>
internal sealed class ChangeLog
{
    private readonly List<StoredMessage> _released = [];
    private readonly List<EntryChange> _entries = [];

    public bool IsEmpty => _released.Count == 0 && _entries.Count == 0;

    /// <summary>The last place that refers to the message let it go. Another can take it in the same step.</summary>
    public void Release(StoredMessage message) => _released.Add(message);

    public void Add(in EntryChange entry)
    {
        // Most messages end with one subscription's ack, and are gone before anything is written for that.
        entry.Message.HasEntries |= entry.State is not (EntryState.Done or EntryState.Retained);
        _entries.Add(entry);
    }

    /// <summary>
    /// Empties the log: ids of messages that nothing refers to any more, in order, and the entries of the others.
    /// </summary>
    /// <param name="gone">Ids of messages to delete.</param>
    /// <param name="withBodies">Those of them that are too large for their row.</param>
    /// <param name="withEntries">Those of them that may have entries.</param>
    /// <param name="entries">Entries to write, in order.</param>
    public void Take(List<long> gone, List<long> withBodies, List<long> withEntries, List<EntryChange> entries)
    {
        foreach (var message in _released)
        {
            if (message.Holders == 0 && !message.IsGone)
            {
                message.IsGone = true;
                gone.Add(message.Id);
                if (message.Size > StoredMessage.LargestInRow)
                {
                    withBodies.Add(message.Id);
                }

                if (message.HasEntries)
                {
                    withEntries.Add(message.Id);
                }
            }
        }

        foreach (ref readonly var entry in System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_entries))
        {
            if (!entry.Message.IsGone)
            {
                entry.Message.HasEntries = true;
                entries.Add(entry);
            }
        }

        Clear();
    }

    public void Clear()
    {
        _released.Clear();
        _entries.Clear();
    }
}
