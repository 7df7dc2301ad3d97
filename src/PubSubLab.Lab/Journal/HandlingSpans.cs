namespace PubSubLab.Lab.Journal;

/// <summary>What was in hand when: the timeline's bars. Keeps every open span and the newest finished ones.</summary>
public sealed class HandlingSpans(int capacity = 20_000) : IJournalProjection
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Worker, string MessageId), HandlingSpan> _open = [];
    private readonly Dictionary<string, List<bool>> _slots = new(StringComparer.Ordinal);
    private readonly Queue<HandlingSpan> _finished = new();

    /// <inheritdoc/>
    public void Apply(in LabEvent e)
    {
        if (e.Worker is null)
        {
            return;
        }

        lock (_gate)
        {
            switch (e.Kind)
            {
                case LabEventKind.Delivered:
                    Open(e);
                    break;
                case LabEventKind.LeaseExtended when _open.TryGetValue(KeyOf(e), out var span):
                    _open[KeyOf(e)] = span with { LeaseFrom = e.At };
                    break;
                case LabEventKind.Acked or LabEventKind.Nacked or LabEventKind.LeaseExpired:
                    Close(KeyOf(e), e.At, e.Kind);
                    break;
                case LabEventKind.WorkerKilled or LabEventKind.WorkerFailed or LabEventKind.StreamClosed:
                    foreach (var key in _open.Keys.Where(WorkerIs(e.Worker)).ToList())
                    {
                        Close(key, e.At, LabEventKind.WorkerKilled);
                    }

                    break;
                default:
                    break;
            }
        }
    }

    /// <summary>Spans that touch the time from <paramref name="from"/> on: finished ones by their end, then those in hand by their start.</summary>
    public IReadOnlyList<HandlingSpan> Since(TimeSpan from)
    {
        lock (_gate)
        {
            return [.. _finished.Where(s => s.End >= from), .. _open.Values.OrderBy(s => s.Start)];
        }
    }

    /// <summary>Every kept stay of one message in a hand, in the order in which they began.</summary>
    public IReadOnlyList<HandlingSpan> Of(LabMessage message)
    {
        lock (_gate)
        {
            return [.. _finished.Concat(_open.Values).Where(s => ReferenceEquals(s.Message, message)).OrderBy(s => s.Start)];
        }
    }

    /// <summary>What a worker has in hand, oldest first.</summary>
    public IReadOnlyList<HandlingSpan> InHandOf(string worker)
    {
        lock (_gate)
        {
            return [.. _open.Values.Where(s => s.Worker == worker).OrderBy(s => s.Start)];
        }
    }

    private static Func<(string Worker, string), bool> WorkerIs(string worker) => key => key.Worker == worker;

    private static (string Worker, string MessageId) KeyOf(in LabEvent e) => (e.Worker!, e.Message!.Id);

    private void Open(in LabEvent e)
    {
        // The same message again in the same hand: its lease ran out unseen, as on a backend without broker events.
        Close(KeyOf(e), e.At, LabEventKind.LeaseExpired);

        if (!_slots.TryGetValue(e.Worker!, out var slots))
        {
            _slots.Add(e.Worker!, slots = []);
        }

        var slot = slots.IndexOf(false);
        if (slot < 0)
        {
            slot = slots.Count;
            slots.Add(true);
        }

        slots[slot] = true;
        _open[KeyOf(e)] = new HandlingSpan(e.Worker!, slot, e.Message!, e.Attempt, e.At, e.At) { Subscription = e.Subscription };
    }

    private void Close((string Worker, string MessageId) key, TimeSpan at, LabEventKind outcome)
    {
        if (!_open.Remove(key, out var span))
        {
            return;
        }

        _slots[span.Worker][span.Slot] = false;
        _finished.Enqueue(span with { End = at, Outcome = outcome });
        if (_finished.Count > capacity)
        {
            _finished.Dequeue();
        }
    }
}
