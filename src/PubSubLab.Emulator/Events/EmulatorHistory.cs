using System.Diagnostics;
using System.Globalization;
using PubSubLab.Emulator.Names;

namespace PubSubLab.Emulator;

/// <summary>Everything that happened in an emulator, for assertions. Kept when <see cref="PubSubEmulatorOptions.KeepHistory"/> is set.</summary>
[DebuggerDisplay("{ToString(),nq}")]
public sealed class EmulatorHistory
{
    /// <summary>Number of events that a text shows; the newest.</summary>
    private const int Shown = 20;

    /// <summary>Number of events that a history keeps where nobody says another.</summary>
    internal const int DefaultLimit = 100_000;

    private readonly Lock _gate = new();
    private readonly List<(long Number, EmulatorEvent Event)> _events = [];
    private readonly TimeProvider _time;
    private readonly ProjectScope _scope;
    private long _last;
    private long _lastDropped;
    private int _waiters;
    private volatile int _limit;
    private TaskCompletionSource? _more;

    internal EmulatorHistory(TimeProvider time, ProjectScope scope, bool keeps) => (_time, _scope, _limit) = (time, scope, keeps ? int.MaxValue : 0);

    /// <summary>All events, oldest first.</summary>
    public IReadOnlyList<EmulatorEvent> Events => [.. After(0).Events.Select(static e => e.Event)];

    /// <summary>The messages that a topic got, in publish order.</summary>
    /// <param name="topic">Full resource name, or the id alone where the project is known.</param>
    /// <exception cref="ArgumentException">The name has another form, or its project is not known.</exception>
    public IReadOnlyList<PubsubMessageView> Published(string topic)
    {
        var name = _scope.Topic(topic);
        return [.. Events.Where(e => e.Kind == EmulatorEventKind.Published && e.Topic == name).Select(e => e.Message!)];
    }

    /// <summary>A subscription's deliveries in order, one event each.</summary>
    /// <param name="subscription">Full resource name, or the id alone where the project is known.</param>
    /// <exception cref="ArgumentException">The name has another form, or its project is not known.</exception>
    public IReadOnlyList<EmulatorEvent> Deliveries(string subscription)
    {
        var name = _scope.Subscription(subscription);
        return [.. Events.Where(e => e.Kind == EmulatorEventKind.Delivered && e.Subscription == name)];
    }

    /// <summary>Waits for the first event that matches, among those so far and those to come.</summary>
    /// <param name="predicate">Whether an event matches. Called outside the emulator, for one event after the other.</param>
    /// <param name="timeout">The longest wait, by the emulator's clock; <see cref="Timeout.InfiniteTimeSpan"/> for no limit. A clock that stands still never ends it.</param>
    /// <param name="cancellationToken">Ends the wait, such as the token of the test.</param>
    /// <exception cref="TimeoutException">No event matched in time; the message has the newest events.</exception>
    public async Task<EmulatorEvent> WaitForAsync(Func<EmulatorEvent, bool> predicate, TimeSpan timeout, CancellationToken cancellationToken = default) =>
        (await WaitForManyAsync(predicate, 1, timeout, cancellationToken))[0];

    /// <summary>Waits for the first events that match, among those so far and those to come.</summary>
    /// <param name="predicate">Whether an event matches. Called outside the emulator, for one event after the other.</param>
    /// <param name="count">Number of matching events.</param>
    /// <param name="timeout">The longest wait, by the emulator's clock; <see cref="Timeout.InfiniteTimeSpan"/> for no limit. A clock that stands still never ends it.</param>
    /// <param name="cancellationToken">Ends the wait, such as the token of the test.</param>
    /// <exception cref="TimeoutException">Too few events matched in time; the message has the newest events.</exception>
    public async Task<IReadOnlyList<EmulatorEvent>> WaitForManyAsync(
        Func<EmulatorEvent, bool> predicate, int count, TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(predicate);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        cancellationToken.ThrowIfCancellationRequested();
        using var limit = new CancellationTokenSource(timeout, _time);
        var found = await WaitAsync(predicate, 0, count, limit.Token, cancellationToken);
        return found.Count == count
            ? [.. found.Select(static e => e.Event)]
            : throw new TimeoutException(string.Create(
                CultureInfo.InvariantCulture, $"{found.Count} of {count} events matched within {timeout.TotalSeconds:0.###} s of the emulator's clock. {this}"));
    }

    /// <summary>Waits for the first events after a number that match.</summary>
    /// <param name="predicate">Whether an event matches.</param>
    /// <param name="after">The number.</param>
    /// <param name="count">Number of matching events.</param>
    /// <param name="limit">Ends the wait with the events that matched so far.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    internal async Task<IReadOnlyList<(long Number, EmulatorEvent Event)>> WaitAsync(
        Func<EmulatorEvent, bool> predicate, long after, int count, CancellationToken limit, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit, cancellationToken);
        Interlocked.Increment(ref _waiters);
        try
        {
            return await WaitAsync(predicate, after, count, limit, cancellationToken, either.Token);
        }
        finally
        {
            Interlocked.Decrement(ref _waiters);
        }
    }

    private async Task<IReadOnlyList<(long Number, EmulatorEvent Event)>> WaitAsync(
        Func<EmulatorEvent, bool> predicate, long after, int count, CancellationToken limit, CancellationToken cancellationToken, CancellationToken either)
    {
        var found = new List<(long, EmulatorEvent)>();
        for (var seen = after; ;)
        {
            // Read first: an event of the moment at which the time is up still counts.
            var isLate = limit.IsCancellationRequested;
            var (fresh, last, more) = After(seen);
            seen = last;
            foreach (var e in fresh.Where(e => predicate(e.Event)))
            {
                found.Add(e);
                if (found.Count == count)
                {
                    return found;
                }
            }

            if (isLate)
            {
                return found;
            }

            await more.WaitAsync(either).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Forgets what happened so far.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _events.Clear();
        }
    }

    /// <summary>Number of events, and the newest ones, one a line.</summary>
    public override string ToString()
    {
        var events = Events;
        var shown = events.Skip(events.Count - Shown).Select(static e => $"{Environment.NewLine}  {e}");
        return events.Count switch
        {
            0 => "The history has no events.",
            <= Shown => $"The history has {events.Count} event{(events.Count == 1 ? "" : "s")}:{string.Concat(shown)}",
            _ => $"The history has {events.Count} events; the last {Shown}:{string.Concat(shown)}",
        };
    }

    /// <summary>Whether events are kept.</summary>
    internal bool IsKept => _limit > 0;

    /// <summary>Number of waits under way.</summary>
    internal int Waiters => Volatile.Read(ref _waiters);

    /// <summary>Number of the newest event that the limit dropped; 0 for none.</summary>
    internal long LastDropped
    {
        get
        {
            lock (_gate)
            {
                return _lastDropped;
            }
        }
    }

    /// <summary>Number of events that are kept at least, the newest; 0 for none.</summary>
    internal int Limit
    {
        get => _limit;
        set
        {
            lock (_gate)
            {
                _limit = value;
                if (value == 0)
                {
                    _events.Clear();
                }

                Trim();
            }
        }
    }

    internal void Add(in EmulatorEvent e)
    {
        lock (_gate)
        {
            if (_limit == 0)
            {
                return;
            }

            _events.Add((++_last, e));
            Trim();
            _more?.TrySetResult();
            _more = null;
        }
    }

    internal void Forget(string project)
    {
        lock (_gate)
        {
            _events.RemoveAll(e => IsOf(e.Event.Topic, project) || IsOf(e.Event.Subscription, project));
        }
    }

    // A quarter more than the limit, so that the list does not move with each event.
    private void Trim()
    {
        if (_events.Count > _limit + (_limit / 4L))
        {
            var count = _events.Count - _limit;
            _lastDropped = _events[count - 1].Number;
            _events.RemoveRange(0, count);
        }
    }

    private static bool IsOf(string? name, string project) => name is not null && name.StartsWith(project + "/", StringComparison.Ordinal);

    /// <summary>Events after a number, the last number given, and a task that ends with the next event.</summary>
    internal (IReadOnlyList<(long Number, EmulatorEvent Event)> Events, long Last, Task More) After(long number)
    {
        lock (_gate)
        {
            var first = _events.Count;
            while (first > 0 && _events[first - 1].Number > number)
            {
                first--;
            }

            // A waiter goes on elsewhere, never on the thread and under the lock of the topic where the event happened.
            _more ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return (_events[first..], _last, _more.Task);
        }
    }
}
