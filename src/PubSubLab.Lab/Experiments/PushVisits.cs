using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Ports;

namespace PubSubLab.Lab.Experiments;

/// <summary>The requests that a push endpoint gets, and its answers. Safe to use from any thread.</summary>
/// <param name="journal">The clock, and the journal where the broker itself tells it nothing.</param>
/// <param name="toldByBroker">Whether the broker tells the journal of deliveries and answers.</param>
internal sealed class PushVisits(LabJournal journal, bool toldByBroker)
{
    private const int Ok = 200;
    private const int Unavailable = 503;

    /// <summary>Time that a good answer takes.</summary>
    public static readonly TimeSpan SlowAnswer = TimeSpan.FromMilliseconds(300);

    private static readonly TimeSpan s_failingAnswer = TimeSpan.FromMilliseconds(20);

    private readonly Lock _gate = new();
    private readonly List<(TimeSpan At, int Change)> _changes = [];
    private volatile bool _fails;

    /// <summary>Whether requests that come now are answered with 503.</summary>
    public bool Fails
    {
        get => _fails;
        set => _fails = value;
    }

    /// <summary>The journal's side of the requests.</summary>
    public PushTelling Telling { get; } = new(journal, toldByBroker);

    /// <summary>Answers a request.</summary>
    public async Task<int> AnswerAsync(PushedMessage message, CancellationToken cancellation)
    {
        var fails = Fails;
        Change(1);
        Telling.Tell(LabEventKind.Delivered, message);
        try
        {
            await Task.Delay(fails ? s_failingAnswer : SlowAnswer, journal.Time, cancellation);
            Telling.Tell(fails ? LabEventKind.Nacked : LabEventKind.Acked, message);
            return fails ? Unavailable : Ok;
        }
        finally
        {
            Change(-1);
        }
    }

    /// <summary>The most requests that were under way at once, of those that came in a time.</summary>
    public int MostAtOnce(TimeSpan from, TimeSpan to)
    {
        var (now, most) = (0, 0);
        lock (_gate)
        {
            foreach (var (at, change) in _changes)
            {
                now += change;
                most = change > 0 && at >= from && at < to ? Math.Max(most, now) : most;
            }
        }

        return most;
    }

    /// <summary>The number of requests that came in a time.</summary>
    public int Count(TimeSpan from, TimeSpan to) => Arrivals(from, to).Count;

    /// <summary>The longest time without a new request.</summary>
    public TimeSpan LongestPause(TimeSpan from, TimeSpan to)
    {
        List<TimeSpan> arrivals = [.. Arrivals(from, to), to];
        return arrivals.Zip(arrivals.Skip(1), (a, b) => b - a).DefaultIfEmpty().Max();
    }

    private List<TimeSpan> Arrivals(TimeSpan from, TimeSpan to)
    {
        lock (_gate)
        {
            return [.. _changes.Where(c => c.Change > 0 && c.At >= from && c.At < to).Select(c => c.At)];
        }
    }

    private void Change(int by)
    {
        lock (_gate)
        {
            _changes.Add((journal.Now, by));
        }
    }
}
