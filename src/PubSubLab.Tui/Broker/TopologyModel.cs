using PubSubLab.Lab;
using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Ports;
using PubSubLab.Lab.Transports;
using PubSubLab.Lab.Workers;
using PubSubLab.Tui.State;
using PubSubLab.Tui.Time;
using PubSubLab.Tui.Workers;

namespace PubSubLab.Tui.Broker;

/// <summary>The topics and subscriptions there are: what the backend lists where it can, and what flowed through the journal.</summary>
/// <remarks>All of it belongs to the screen's thread. Work on other threads asks the backend and posts the answer.</remarks>
internal sealed class TopologyModel
{
    private const int RateSeconds = 5;
    private static readonly TimeSpan s_refresh = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_refreshOfUnlisted = TimeSpan.FromMilliseconds(250);

    // Listing a real project is billed and limited, so a picture of it may be a minute old.
    private static readonly TimeSpan s_refreshOfProject = TimeSpan.FromMinutes(1);

    private readonly LabSession _session;
    private readonly Playback _playback;
    private readonly WorkerList _workers;
    private readonly BackgroundWork _work;
    private readonly Notices _notices;
    private readonly TimeProvider _clock;
    private readonly QueueFigures _queues;
    private readonly BrokerTrouble _trouble;
    private readonly FleetWatch _fleet;
    private readonly PerLook<List<TopicNode>> _topics;
    private ListedResources? _listed;
    private HashSet<string> _askedFor = [];
    private long? _askedAt;
    private bool _asking;

    public TopologyModel(LabSession session, Playback playback, WorkerList workers, BackgroundWork work, Notices notices, ScreenClock clock, Revision revision, QueueFigures queues, FleetWatch fleet)
    {
        (_session, _playback, _workers, _work, _notices, _clock, _queues) = (session, playback, workers, work, notices, clock.Time, queues);
        _fleet = fleet;
        _trouble = new BrokerTrouble(session, playback, notices, clock);
        _topics = new(revision, ReadNow);
    }

    /// <summary>Over how many seconds rates are taken.</summary>
    public static int Seconds => RateSeconds;

    /// <summary>The chosen topic or subscription; null for the first.</summary>
    public (string Name, bool IsTopic)? Chosen { get; set; }

    /// <summary>Asks the backend what there is, now and then, or at once where something was changed.</summary>
    public void Refresh(bool now = false)
    {
        _queues.Refresh(_listed?.Specs.Keys ?? []);
        _fleet.Refresh();
        if (_session.Ports.Topology is not { } topology || _asking || (!now && _askedAt is { } at && !IsDue(_clock.GetElapsedTime(at))))
        {
            return;
        }

        (_asking, _askedAt) = (true, _clock.GetTimestamp());
        _askedFor = Unlisted().ToHashSet(StringComparer.Ordinal);
        _work.Start(
            async ending =>
            {
                var listing = await topology.ListAsync(ending);
                _work.Post(() => Take(listing) || now);
            },
            error =>
            {
                _asking = false;

                if (now)
                {
                    _notices.Fail(error);
                }
                else
                {
                    _trouble.Fail(error);
                }
            });
    }

    // A post draws the screen, so an unchanged listing changes nothing.
    private bool Take(TopologyListing listing)
    {
        _asking = false;
        _trouble.End();
        if (_listed?.IsSame(listing) == true)
        {
            return false;
        }

        _listed = new ListedResources(listing);
        return true;
    }

    private bool IsDue(TimeSpan passed) => _session.Transport.IsCloud
        ? passed >= s_refreshOfProject
        : passed >= s_refresh || (passed >= s_refreshOfUnlisted && HasUnlisted());

    // A worker listens on what was made a moment ago: its topic and filter are seen at once. The next listing lacks the same ones as the last.
    private bool HasUnlisted() => Unlisted().Any(s => !_askedFor.Contains(s));

    private IEnumerable<string> Unlisted() => _listed is { } listed ? _workers.ReadOwn().Where(w => w.IsAlive && !listed.Specs.ContainsKey(w.Subscription)).Select(w => w.Subscription) : [];

    /// <summary>Whether the backend tells how much waits.</summary>
    public bool TellsBacklogs => _session.Ports.Backlog is not null || _queues.Any;

    /// <summary>Whether a broker of task queues no longer answers.</summary>
    public bool IsStale => _queues.Total()?.IsStale == true;

    /// <summary>A subscription's backlog; null where the backend does not tell it.</summary>
    public BacklogState? BacklogOf(string subscription) => _queues.Of(subscription) ?? _session.Ports.Backlog?.Read(subscription);

    /// <summary>Topics with their subscriptions, the lab's own first.</summary>
    public IReadOnlyList<TopicNode> Read() => _topics.Value;

    private List<TopicNode> ReadNow()
    {
        var options = _session.Options;
        var flows = _playback.Shown.Flows.Read(_playback.ShownNow, RateSeconds);
        var all = _workers.Read().ToLookup(w => w.Subscription, StringComparer.Ordinal);
        var specs = _listed?.Specs ?? ListedResources.None;
        var listed = _listed?.Topics;

        // The journal still has deleted resources; a backend's listing overrides it.
        var subscriptions = flows.Subscriptions.Where(s => _listed is null || specs.ContainsKey(s.Name)).ToList();
        var known = subscriptions.Select(s => s.Name).ToHashSet(StringComparer.Ordinal);
        subscriptions.AddRange(specs.Values.Where(s => known.Add(s.Name)).Select(s => new SubscriptionFlow(s.Name, s.Topic)));
        if (_listed is null && known.Add(options.Subscription))
        {
            subscriptions.Insert(0, new SubscriptionFlow(options.Subscription, options.Topic));
        }

        string TopicOf(SubscriptionFlow s) => specs.TryGetValue(s.Name, out var spec) ? spec.Topic : s.Topic ?? options.Topic;
        SubscriptionNode NodeOf(SubscriptionFlow s) => new(s, specs.GetValueOrDefault(s.Name), BacklogOf(s.Name), [.. all[s.Name]]) { Transforms = TransformsOf(s.Name, false) };
        int TransformsOf(string name, bool isTopic) => _listed?.Listing.Transforms.GetValueOrDefault((name, isTopic)) ?? 0;
        var topicFlows = flows.Topics.ToDictionary(t => t.Name, StringComparer.Ordinal);
        var bySubscription = subscriptions.ToLookup(TopicOf, StringComparer.Ordinal);
        var names = topicFlows.Keys.Concat(_listed?.Listing.Topics ?? Enumerable.Empty<string>()).Where(t => listed?.Contains(t) != false).Order(NaturalOrder.Instance);
        var topics = (listed?.Contains(options.Topic) != false ? names.Prepend(options.Topic) : names).Distinct(StringComparer.Ordinal)
            .Select(t => new TopicNode(topicFlows.GetValueOrDefault(t) ?? new TopicFlow(t, 0, 0), [.. bySubscription[t].Select(NodeOf)]) { Transforms = TransformsOf(t, true) })
            .ToList();
        var there = topics.Select(t => t.Flow.Name).ToHashSet(StringComparer.Ordinal);
        var orphans = subscriptions.Where(s => !there.Contains(TopicOf(s))).ToList();
        if (orphans.Count > 0)
        {
            topics.Add(new TopicNode(new TopicFlow("", 0, 0), [.. orphans.Select(NodeOf)]));
        }

        return topics;
    }

    /// <summary>The chosen one of these; the first where the chosen one is gone.</summary>
    public (string Name, bool IsTopic)? ChosenOf(IReadOnlyList<TopicNode> topics)
    {
        var all = Order(topics);
        return Chosen is { } chosen && all.Contains(chosen) ? chosen : all.Count > 0 ? all[0] : null;
    }

    /// <summary>The chosen topic, or the one of the chosen subscription; null for none.</summary>
    public string? TopicOfChosen()
    {
        var topics = Read();
        return ChosenOf(topics) switch
        {
            { IsTopic: true } topic => topic.Name,
            { } subscription => topics.FirstOrDefault(t => t.Subscriptions.Any(x => x.Flow.Name == subscription.Name))?.Flow.Name is { Length: > 0 } name ? name : null,
            null => null,
        };
    }

    /// <summary>The names of the subscriptions there are.</summary>
    public IReadOnlySet<string> SubscriptionNames => Read().SelectMany(t => t.Subscriptions).Select(s => s.Flow.Name).ToHashSet(StringComparer.Ordinal);

    /// <summary>Whether there is a topic of that name, where the backend lists them; null where it does not.</summary>
    public bool? IsThere(string topic) => _listed?.Topics.Contains(topic);

    /// <summary>The one that is chosen when another is gone: the next, or the one before where it is the last.</summary>
    public (string Name, bool IsTopic)? NeighbourOf((string Name, bool IsTopic) gone)
    {
        var all = Order(Read());
        var at = all.IndexOf(gone);
        return at < 0 || all.Count < 2 ? null : all[at + 1 < all.Count ? at + 1 : at - 1];
    }

    /// <summary>Chooses the one above or below.</summary>
    public void Move(int by)
    {
        var topics = Read();
        var all = Order(topics);
        if (ChosenOf(topics) is { } chosen)
        {
            Chosen = all[Math.Clamp(all.IndexOf(chosen) + by, 0, all.Count - 1)];
        }
    }

    /// <summary>The selectable resources in page order.</summary>
    public static List<(string Name, bool IsTopic)> Order(IReadOnlyList<TopicNode> topics) =>
        [.. topics.SelectMany(t => t.Subscriptions.Select(s => (s.Flow.Name, false)).Prepend((t.Flow.Name, true)).Where(x => x.Item1.Length > 0))];
}

/// <summary>A topic with its subscriptions. The topic of subscriptions whose own was deleted has no name.</summary>
internal sealed record TopicNode(TopicFlow Flow, IReadOnlyList<SubscriptionNode> Subscriptions)
{
    /// <summary>The number of its active message transforms.</summary>
    public int Transforms { get; init; }
}

/// <summary>A subscription with its workers.</summary>
internal sealed record SubscriptionNode(SubscriptionFlow Flow, SubscriptionSpec? Spec, BacklogState? Backlog, IReadOnlyList<WorkerStatus> Workers)
{
    /// <summary>The number of its active message transforms.</summary>
    public int Transforms { get; init; }
}
