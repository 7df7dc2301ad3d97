using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Transports;

namespace PubSubLab.Lab.Experiments.Files;

/// <summary>The measures of a run until a moment, on one subscription or on all, of one worker or of all.</summary>
internal sealed class RunView
{
    /// <summary>An attribute that only a message on a dead-letter topic has (Pub/Sub docs, Dead-letter topics).</summary>
    private const string Forwarded = "CloudPubSubDeadLetterSourceSubscription";

    private readonly IReadOnlyList<LabEvent> _events;
    private readonly IReadOnlyList<SubscriptionView> _all;
    private readonly IReadOnlyList<SubscriptionView> _scope;
    private readonly bool _isWhole;
    private readonly TimeSpan _now;

    /// <param name="events">The run's events until the moment.</param>
    /// <param name="now">The moment.</param>
    /// <param name="specs">The run's subscriptions, by their names in the run.</param>
    /// <param name="passes">The filter of a subscription.</param>
    /// <param name="subscription">The subscription that is asked about; null for all.</param>
    /// <param name="workers">The workers that are asked about; null for all.</param>
    /// <param name="gone">Workers whose messages are not outstanding any more, though nothing was told of them.</param>
    public RunView(
        IReadOnlyList<LabEvent> events, TimeSpan now, IReadOnlyList<SubscriptionSpec> specs, Func<SubscriptionSpec, Func<IReadOnlyDictionary<string, string>, bool>?> passes,
        string? subscription, IReadOnlySet<string>? workers, IReadOnlySet<string> gone)
    {
        (_events, _now, _isWhole) = (events, now, subscription is null);
        var views = specs.Select(s => (s.Name, View: new SubscriptionView(s, passes(s), events, workers, gone))).ToList();
        _all = [.. views.Select(v => v.View)];
        _scope = [.. views.Where(v => subscription is null || v.Name == subscription).Select(v => v.View)];
    }

    public long Published => _isWhole ? Traffic.Count() : _scope.Sum(s => s.Available.Count());

    public long Unmatched
    {
        get
        {
            var matched = _all.SelectMany(s => s.Available).Select(f => f.Key).ToHashSet();
            return Traffic.Count(m => !matched.Contains(m));
        }
    }

    public long Distinct =>
        (_isWhole ? Traffic : _scope.SelectMany(s => s.Available).Select(f => f.Key)).Select(m => Convert.ToHexString(m.Data.Span)).Distinct(StringComparer.Ordinal).Count();

    public long Messages => _scope.Sum(s => s.Messages);

    public long Deliveries => _scope.Sum(s => s.Deliveries);

    public long Acked => _scope.Sum(s => s.Acked);

    public long Nacked => _scope.Sum(s => s.Nacked);

    public long Expired => _scope.Sum(s => s.Expired);

    public long FilteredOut => _scope.Sum(s => s.FilteredOut);

    public long DeadLettered => _scope.Sum(s => s.DeadLettered);

    public long Lost => LostMessages.Count();

    /// <summary>The messages that <see cref="Lost"/> counts.</summary>
    public IEnumerable<LabMessage> LostMessages
    {
        get
        {
            if (!_isWhole)
            {
                return _scope.SelectMany(s => s.Available).Where(f => !f.Value.IsDone).Select(f => f.Key);
            }

            var available = _scope.SelectMany(s => s.Available).ToList();
            var done = available.Where(f => f.Value.IsDone).Select(f => f.Key).ToHashSet();
            var could = available.Select(f => f.Key).ToHashSet();
            return Traffic.Where(m => could.Contains(m) && !done.Contains(m));
        }
    }

    public long Waiting => _scope.Sum(s => s.WaitingAt(_now));

    public long InHand => _scope.Sum(s => s.InHand);

    public long MostInHand => _scope.Count == 1 ? _scope[0].MostInHand : MostAtOnce();

    public long Duplicates => _scope.Sum(s => s.Duplicates);

    public long OutOfOrder => _scope.Sum(s => s.OutOfOrder);

    private IEnumerable<LabMessage> Traffic => _events.Where(e => e.Kind == LabEventKind.Published && !e.Message!.Attributes.ContainsKey(Forwarded)).Select(e => e.Message!);

    /// <summary>The time within which a share of the acknowledged messages was acknowledged; null where none was.</summary>
    public TimeSpan? Latency(double share)
    {
        var latencies = _scope.SelectMany(s => s.Latencies).Order().ToList();
        return latencies.Count == 0 ? null : latencies[Math.Max(0, (int)Math.Ceiling(share * latencies.Count) - 1)];
    }

    // Over all subscriptions: their highest numbers need not be of the same moment.
    private long MostAtOnce()
    {
        var open = new Dictionary<(LabMessage, string?), int>();
        var (now, most) = (0L, 0L);
        foreach (var e in _events)
        {
            var key = (e.Message!, e.Subscription);
            if (e.Kind == LabEventKind.Delivered)
            {
                open[key] = open.GetValueOrDefault(key) + 1;
                most = Math.Max(most, ++now);
            }
            else if (e.Kind is LabEventKind.Acked or LabEventKind.Nacked or LabEventKind.LeaseExpired && open.GetValueOrDefault(key) is var count and > 0)
            {
                open[key] = count - 1;
                now--;
            }
        }

        return most;
    }
}
