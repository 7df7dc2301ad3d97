using PubSubLab.Emulator.Engine;

namespace PubSubLab.Emulator.Storage;

/// <summary>Follows an engine: deletes the messages that are gone and writes the entries of others.</summary>
internal sealed class ChangesOperation : StoreOperation
{
    private readonly List<long> _gone = [];
    private readonly List<long> _withBodies = [];
    private readonly List<long> _withEntries = [];
    private readonly List<EntryChange> _entries = [];

    /// <summary>Takes what changed; the log is empty after that.</summary>
    public ChangesOperation(ChangeLog changes) => changes.Take(_gone, _withBodies, _withEntries, _entries);

    public override bool IsAhead => true;

    public bool IsEmpty => _gone.Count == 0 && _entries.Count == 0;

    public override void Write(StoreRows rows)
    {
        foreach (var entry in _entries)
        {
            rows.Entry(entry.Message.Id, entry.Subscription, new StoredEntry(entry.State, entry.Failures, entry.Until));
        }

        rows.DeleteMessages(_gone);
        rows.DeleteBodies(_withBodies);
        rows.DeleteEntries(_withEntries);
    }
}
