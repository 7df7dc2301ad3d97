namespace Google.Cloud.PubSub.V1;

/// <summary>The batches of one ordering key, or of all messages without one. Guarded by the publisher's lock.</summary>
internal sealed class KeyQueue(string key)
{
    private readonly Queue<Batch> _closed = new();

    internal string Key => key;

    internal bool Ordered => key.Length > 0;

    internal Batch? Open { get; set; }

    /// <summary>A batch that failed and goes again before all others.</summary>
    internal Batch? Again { get; set; }

    /// <summary>Requests that have a client and have not taken their batch yet.</summary>
    internal int Scheduled { get; set; }

    /// <summary>Whether a batch is under way, or about to go again; kept for ordered queues only.</summary>
    internal bool InFlight { get; set; }

    /// <summary>Whether it stands in line for a client.</summary>
    internal bool Waiting { get; set; }

    /// <summary>Whether the key is refused until it is resumed.</summary>
    internal bool Failed { get; set; }

    internal bool IsEmpty => Open is null && Again is null && _closed.Count == 0 && Scheduled == 0 && !InFlight;

    internal void Close()
    {
        if (Open is { } batch)
        {
            batch.Timer?.Cancel();
            _closed.Enqueue(batch);
            Open = null;
        }
    }

    /// <summary>Closed batches that no request is scheduled for; none for a key, which has one batch in flight.</summary>
    internal int Full => Ordered ? 0 : _closed.Count - Scheduled;

    /// <summary>Whether a scheduled request will find the open batch at the front.</summary>
    internal bool OpenIsNext => Scheduled > _closed.Count + (Again is null ? 0 : 1);

    /// <summary>Number of requests that could start now.</summary>
    internal int Sendable(bool openToo)
    {
        var count = _closed.Count + (Again is null ? 0 : 1) + (Open is { } open && (openToo || open.Ripe) ? 1 : 0) - Scheduled;
        return !Ordered ? count : InFlight || Scheduled > 0 ? 0 : Math.Min(count, 1);
    }

    /// <summary>The batch that goes next; null when another request took it.</summary>
    internal Batch? Take(bool openToo)
    {
        if (Again is { } again)
        {
            Again = null;
            return again;
        }

        if (_closed.TryDequeue(out var closed))
        {
            return closed;
        }

        if (Open is { } open && (openToo || open.Ripe))
        {
            open.Timer?.Cancel();
            Open = null;
            return open;
        }

        return null;
    }

    /// <summary>Empties the queue.</summary>
    internal IReadOnlyList<Batch> Clear()
    {
        Close();
        List<Batch> all = [.. _closed];
        _closed.Clear();
        if (Again is { } again)
        {
            all.Insert(0, again);
            Again = null;
        }

        return all;
    }
}
