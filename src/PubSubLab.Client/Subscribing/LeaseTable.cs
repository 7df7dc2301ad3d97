using Google.Cloud.PubSub.V1.Concurrency;

namespace Google.Cloud.PubSub.V1;

/// <summary>
/// Keeps the leases of one stream: extends those that are held each time the extension window is reached, until the longest total is.
/// </summary>
internal sealed class LeaseTable(SubscriberTime time, AckQueue acks, TimeSpan longest)
{
    private readonly Lock _lock = new();
    private readonly LinkedList<LeaseGroup> _groups = new();
    private TaskCompletionSource? _added;

    /// <summary>Takes a group in.</summary>
    internal void Add(LeaseGroup group, LeaseTiming timing)
    {
        TaskCompletionSource? added;
        lock (_lock)
        {
            group.ExtendAt = group.TakenAt + timing.ExtendAfter;
            group.Node = _groups.AddLast(group);
            added = _added;
            _added = null;
        }

        added?.TrySetResult();
    }

    internal void Remove(LeaseGroup group)
    {
        lock (_lock)
        {
            if (group.Node is { } node)
            {
                _groups.Remove(node);
                group.Node = null;
            }
        }
    }

    /// <summary>The deliveries whose leases are kept.</summary>
    internal IReadOnlyList<OutstandingDelivery> Held()
    {
        lock (_lock)
        {
            return [.. _groups.SelectMany(group => group.Deliveries)];
        }
    }

    /// <summary>Extends until cancelled.</summary>
    internal async Task RunAsync(Func<LeaseTiming> timing, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            var (next, added) = Next();
            if (next is not { } moment)
            {
                await added!.CompletedAsync(cancellationToken);
            }
            else if (moment - time.Now is var wait && wait > TimeSpan.Zero && wait <= timing().ExtendAfter)
            {
                await time.PassedAsync(wait, cancellationToken);
            }
            else
            {
                // Due, or so far ahead that the clock was set back: extending too early costs a request, too late the lease.
                ExtendFirst(timing());
            }
        }
    }

    private (TimeSpan? Moment, Task? Added) Next()
    {
        lock (_lock)
        {
            return _groups.First is { } first
                ? (first.Value.ExtendAt, null)
                : (null, (_added ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task);
        }
    }

    private void ExtendFirst(LeaseTiming timing)
    {
        OutstandingDelivery[] held;
        lock (_lock)
        {
            if (_groups.First is not { } node)
            {
                return;
            }

            var group = node.Value;
            _groups.RemoveFirst();
            group.Node = null;
            if (time.Now - group.TakenAt >= longest)
            {
                // Given up: the message goes back when this lease ends, and may be handled by somebody else meanwhile.
                return;
            }

            held = group.Deliveries;
            group.ExtendAt = time.Now + timing.ExtendAfter;
            if (held.Length > 0)
            {
                group.Node = _groups.AddLast(group);
            }
        }

        acks.Extend(held);
    }
}
