namespace PubSubLab.Emulator.Engine;

// Takes over what a store has.
internal sealed partial class TopicEngine
{
    /// <summary>Forgets every message. Subscriptions, snapshots and consumers stay.</summary>
    public void Forget()
    {
        Log.DropBefore(long.MaxValue);
        Deadlines.Remove(Log);
        foreach (var subscription in _subscriptions.Values)
        {
            subscription.Forget();
        }

        foreach (var snapshot in _snapshots)
        {
            snapshot.Unacknowledged.Clear();
            snapshot.Later.Clear();
        }
    }

    /// <summary>Takes a message of the store.</summary>
    /// <param name="message">The message; messages come in publish order.</param>
    /// <param name="isInLog">Whether it came after the retention of the topic began.</param>
    /// <param name="now">UTC ticks.</param>
    public void TakeOver(StoredMessage message, bool isInLog, long now)
    {
        LastEntered = message.Id;
        if (isInLog && Retention is { } retention && message.PublishTime > now - retention.Ticks)
        {
            Log.Add(message);
        }
    }

    /// <summary>Adds a snapshot of the store, without its messages.</summary>
    public Snapshot RestoreSnapshot(string snapshotName, long expireTime)
    {
        var snapshot = new Snapshot(snapshotName, this) { ExpireTime = expireTime };
        _snapshots.Add(snapshot);
        Deadlines.Schedule(snapshot, expireTime);
        return snapshot;
    }

    /// <summary>Whether its subscriptions depend on attributes or ordering keys.</summary>
    public bool ReadsHeads => _filtered.Count > 0 || _unfiltered.Exists(static subscription => subscription.IsOrdered);

    /// <summary>Subscriptions whose filter the message passes.</summary>
    /// <param name="head">Bytes with its attributes; empty where <see cref="ReadsHeads"/> says so.</param>
    /// <param name="found">Gets them.</param>
    public void FindSubscriptions(byte[] head, List<Subscription> found)
    {
        found.Clear();
        found.AddRange(_unfiltered);
        if (_filtered.Count > 0)
        {
            Attributes.Load(head);
            _filtered.Find(Attributes, _matching);
            found.AddRange(_matching);
            _matching.Clear();
        }
    }

    /// <summary>Ends what is over, and gives out the rest; called after the last message of the store.</summary>
    public void Restored(long now)
    {
        KeepLog(now);
        foreach (var subscription in _subscriptions.Values)
        {
            subscription.Review(now);
        }

        Advance(now);
    }
}
