using PubSubLab.Emulator.Engine;
using PubSubLab.Emulator.Storage;
using PubSubLab.Emulator.Topics;

namespace PubSubLab.Emulator.Brokers;

/// <summary>Gives topics the messages that a store has. The caller is the writer of every topic.</summary>
internal sealed class StoredMessages
{
    private readonly StoredState _state;
    private readonly Dictionary<long, TopicHost> _hosts = [];
    private readonly Dictionary<long, long> _logSince;
    private readonly Dictionary<uint, long> _since;
    private readonly Dictionary<string, SnapshotRow> _snapshots = new(StringComparer.Ordinal);
    private readonly List<(TopicHost? Host, StoredMessage Message)> _rest = [];
    private readonly List<Subscription> _found = [];

    public StoredMessages(StoredState state, IEnumerable<TopicHost> hosts)
    {
        _state = state;
        _logSince = state.LogsSince();
        _since = state.Since();
        foreach (var host in hosts)
        {
            _hosts.Add(host.Stored!.Number, host);
        }

        foreach (var row in state.Snapshots())
        {
            _snapshots.Add(row.Resource.Name, row);
        }
    }

    /// <summary>Replaces the topics' messages. Their bytes stay on the disk until they are sent.</summary>
    /// <exception cref="IOException">The file is damaged.</exception>
    public void Restore(long now)
    {
        foreach (var host in _hosts.Values)
        {
            host.Engine.Forget();
            host.Engine.Changes!.Clear();
        }

        var readsHeads = _hosts.Where(static pair => pair.Value.Engine.ReadsHeads).Select(static pair => pair.Key).ToHashSet();
        foreach (var (topic, message, head, entries) in _state.Messages(readsHeads.Contains))
        {
            var host = _hosts.GetValueOrDefault(topic);
            if (host is not null)
            {
                Restore(host, message, head, entries, now);
            }

            if (message.Holders == 0)
            {
                _rest.Add((host, message));
            }
        }
    }

    /// <summary>Deletes what was stored and has no reader any more.</summary>
    public void DropRest(Store store)
    {
        foreach (var (host, message) in _rest)
        {
            host?.Engine.Changes!.Release(message);
        }

        var homeless = _rest.FindAll(static rest => rest.Host is null).ConvertAll(static rest => rest.Message.Id);
        if (homeless.Count > 0 || _state.HasStrayEntries)
        {
            store.Add(new ResourceOperation(rows =>
            {
                rows.DeleteMessages(homeless);
                rows.DeleteBodies(homeless);
                rows.DeleteStrayEntries();
            }));
        }
    }

    private void Restore(TopicHost host, StoredMessage message, byte[] head, List<(uint Subscription, StoredEntry Entry)> entries, long now)
    {
        var stored = host.Stored!;
        stored.LastWritten = message.Id;
        stored.LogSince = _logSince.GetValueOrDefault(stored.Number);
        host.Engine.TakeOver(message, message.Id > stored.LogSince, now);
        foreach (var snapshot in host.Engine.Snapshots)
        {
            var row = _snapshots[snapshot.Name];
            if (message.Id > row.Since)
            {
                snapshot.Later.Enqueue(message);
            }
            else if (row.Messages.Contains(message.Id))
            {
                snapshot.Unacknowledged.Enqueue(message);
            }
        }

        host.Engine.FindSubscriptions(head, _found);
        foreach (var subscription in _found)
        {
            var place = entries.FindIndex(entry => entry.Subscription == subscription.Number);
            if (place >= 0)
            {
                subscription.Restore(message, head, entries[place].Entry, now);
            }
            else if (message.Id > _since[subscription.Number])
            {
                subscription.Restore(message, head, default, now);
            }
        }

        // A saved state gives a message to subscriptions whose filters it does not pass.
        foreach (var (number, entry) in entries)
        {
            if (entry.State != EntryState.Done && _since.ContainsKey(number) && !_found.Exists(subscription => subscription.Number == number) && host.Engine.Subscriptions.Values.FirstOrDefault(s => s.Number == number) is { } other)
            {
                other.Restore(message, head, entry, now);
            }
        }
    }
}
