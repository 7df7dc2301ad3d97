using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Transports;

namespace PubSubLab.Lab.Experiments.Files;

/// <summary>The measures of a run until a moment, on one subscription or on all, of one worker or of all.</summary>
internal sealed class RunView
{
    /// <summary>An attribute that only a message on a dead-letter topic has (Pub/Sub docs, Dead-letter topics).</summary>
    private const string Forwarded = "CloudPubSubDeadLetterSourceSubscription";

    private readonly IReadOnlyList<LabEvent> _events;
    private readonly Lazy<IReadOnlyList<SubscriptionView>> _all;
    private readonly Dictionary<string, SubscriptionView> _inScope;
    private readonly bool _isWhole;
    private readonly TimeSpan _now;

    /// <param name="events">The run's events until the moment.</param>
    /// <param name="now">The moment.</param>
    /// <param name="specs">The run's subscriptions, by their names in the run.</param>
    /// <param name="passes">The filter of a subscription.</param>
    /// <param name="subscription">The subscription that is asked about; null for all.</param>
    /// <param name="workers">The workers that are asked about; null for all.</param>
    /// <param name="killEndsLeases">Whether the death of a worker is the last that is known of its messages, as the broker tells of no lease.</param>
    public RunView(
        RunEvents events, TimeSpan now, IReadOnlyList<SubscriptionSpec> specs, Func<SubscriptionSpec, Func<IReadOnlyDictionary<string, string>, bool>?> passes,
        string? subscription, IReadOnlySet<string>? workers, bool killEndsLeases)
    {
        (_events, _now, _isWhole) = (events.Events, now, subscription is null);
        SubscriptionView Of(SubscriptionSpec spec) => new(spec, passes(spec), events, workers, killEndsLeases);
        _inScope = specs.Where(s => subscription is null || s.Name == subscription).ToDictionary(s => s.Name, Of, StringComparer.Ordinal);
        _all = new(() => [.. specs.Select(s => _inScope.TryGetValue(s.Name, out var view) ? view : Of(s))]);
    }

    private Dictionary<string, SubscriptionView>.ValueCollection Scope => _inScope.Values;

    public long Published => _isWhole ? Traffic.Count() : Scope.Sum(s => s.Available.Count());

    public long Unmatched
    {
        get
        {
            var matched = _all.Value.SelectMany(s => s.Available).Select(f => f.Key).ToHashSet();
            return Traffic.Count(m => !matched.Contains(m));
        }
    }

    public long Distinct =>
        (_isWhole ? Traffic : Scope.SelectMany(s => s.Available).Select(f => f.Key)).Select(m => Convert.ToHexString(m.Data.Span)).Distinct(StringComparer.Ordinal).Count();

    public long Messages => Scope.Sum(s => s.Messages);

    public long Deliveries => Scope.Sum(s => s.Deliveries);

    public long Acked => Scope.Sum(s => s.Acked);

    public long Nacked => Scope.Sum(s => s.Nacked);

    public long Expired => Scope.Sum(s => s.Expired);

    public long FilteredOut => Scope.Sum(s => s.FilteredOut);

    public long DeadLettered => Scope.Sum(s => s.DeadLettered);

    public long Lost => LostMessages.Count();

    /// <summary>The messages that <see cref="Lost"/> counts.</summary>
    public IEnumerable<LabMessage> LostMessages
    {
        get
        {
            if (!_isWhole)
            {
                return Scope.SelectMany(s => s.Available).Where(f => !f.Value.IsDone).Select(f => f.Key);
            }

            var available = Scope.SelectMany(s => s.Available).ToList();
            var done = available.Where(f => f.Value.IsDone).Select(f => f.Key).ToHashSet();
            var could = available.Select(f => f.Key).ToHashSet();
            return Traffic.Where(m => could.Contains(m) && !done.Contains(m));
        }
    }

    /// <summary>Messages that wait on one of the subscriptions, by its name in the run.</summary>
    public long WaitingOn(string subscription) => _inScope[subscription].WaitingAt(_now);

    /// <summary>Messages that one of the subscriptions is not done with, by its name in the run.</summary>
    public long LeftOn(string subscription) => _inScope[subscription].InHand + WaitingOn(subscription);

    public long Waiting => Scope.Sum(s => s.WaitingAt(_now));

    public long InHand => Scope.Sum(s => s.InHand);

    public long MostInHand
    {
        get
        {
            // Over all subscriptions: their highest numbers need not be of the same moment.
            var (now, most) = (0L, 0L);
            foreach (var (_, by) in Scope.SelectMany(s => s.Changes).OrderBy(c => c.Place))
            {
                most = Math.Max(most, now += by);
            }

            return most;
        }
    }

    public long Duplicates => Scope.Sum(s => s.Duplicates);

    public long OutOfOrder => Scope.Sum(s => s.OutOfOrder);

    private IEnumerable<LabMessage> Traffic => _events.Where(e => e.Kind == LabEventKind.Published && !e.Message!.Attributes.ContainsKey(Forwarded)).Select(e => e.Message!);

    /// <summary>The time within which a share of the acknowledged messages was acknowledged; null where none was.</summary>
    public TimeSpan? Latency(double share)
    {
        var latencies = Scope.SelectMany(s => s.Latencies).Order().ToList();
        return latencies.Count == 0 ? null : latencies[Math.Max(0, (int)Math.Ceiling(share * latencies.Count) - 1)];
    }
}
