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
internal sealed class TopologyModel(LabSession session, Playback playback, WorkerList workers, BackgroundWork work, Notices notices, ScreenClock screenClock)
{
    private const int RateSeconds = 5;
    private const int MostQueues = 20;
    private static readonly TimeSpan s_count = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_refresh = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_refreshOfUnlisted = TimeSpan.FromMilliseconds(250);

    // Listing a real project is billed and limited, so a picture of it may be a minute old.
    private static readonly TimeSpan s_refreshOfProject = TimeSpan.FromMinutes(1);

    private TopologyListing? _listing;
    private long? _askedAt;
    private string? _told;
    private volatile bool _asking;
    private volatile Dictionary<string, BacklogState> _queues = new(StringComparer.Ordinal);
    private long? _countedAt;
    private volatile bool _counting;

    /// <summary>Over how many seconds rates are taken.</summary>
    public static int Seconds => RateSeconds;

    /// <summary>The chosen topic or subscription; null for the first.</summary>
    public (string Name, bool IsTopic)? Chosen { get; set; }

    /// <summary>Asks the backend what there is, now and then, or at once where something was changed.</summary>
    public void Refresh(bool now = false)
    {
        CountQueues();
        var clock = screenClock.Time;
        if (session.Ports.Topology is not { } topology || _asking || (!now && _askedAt is { } at && !IsDue(clock.GetElapsedTime(at))))
        {
            return;
        }

        (_asking, _askedAt) = (true, clock.GetTimestamp());
        work.Start(
            async ending =>
            {
                var listing = await topology.ListAsync(ending);
                _told = null;
                if (now || !IsSame(_listing, listing))
                {
                    work.Post(() => _listing = listing);
                }

                _asking = false;
            },
            error =>
            {
                _asking = false;

                // The header says that the broker is away; anything else is said once.
                if (now || (error != _told && playback.Shown.Connections.Read().LostAt is null))
                {
                    notices.Fail(error);
                }

                _told = error;
            });
    }

    private bool IsDue(TimeSpan passed) => session.Transport.IsCloud
        ? passed >= s_refreshOfProject
        : passed >= s_refresh || (passed >= s_refreshOfUnlisted && HasUnlisted());

    // A worker listens on what was made a moment ago: its topic and filter are seen at once.
    private bool HasUnlisted() => _listing is { } listing
        && workers.ReadOwn().Any(w => w.IsAlive && !listing.Subscriptions.Any(s => s.Name == w.Subscription));

    /// <summary>Whether the backend tells how much waits.</summary>
    public bool TellsBacklogs => session.Ports.Backlog is not null || _queues.Count > 0;

    /// <summary>A subscription's backlog; null where the backend does not tell it.</summary>
    public BacklogState? BacklogOf(string subscription) => session.Ports.Backlog is { } backlog ? backlog.Read(subscription) : _queues.GetValueOrDefault(subscription);

    /// <summary>Topics with their subscriptions, the lab's own first.</summary>
    public IReadOnlyList<TopicNode> Read()
    {
        var options = session.Options;
        var flows = playback.Shown.Flows.Read(playback.ShownNow, RateSeconds);
        var all = workers.Read().ToLookup(w => w.Subscription, StringComparer.Ordinal);
        var specs = _listing?.Subscriptions.ToDictionary(s => s.Name, StringComparer.Ordinal) ?? [];
        var listed = _listing?.Topics.ToHashSet(StringComparer.Ordinal);

        // The journal still has deleted resources; a backend's listing overrides it.
        var subscriptions = flows.Subscriptions.Where(s => _listing is null || specs.ContainsKey(s.Name)).ToList();
        var known = subscriptions.Select(s => s.Name).ToHashSet(StringComparer.Ordinal);
        subscriptions.AddRange(specs.Values.Where(s => known.Add(s.Name)).Select(s => new SubscriptionFlow(s.Name, s.Topic)));
        if (_listing is null && known.Add(options.Subscription))
        {
            subscriptions.Insert(0, new SubscriptionFlow(options.Subscription, options.Topic));
        }

        string TopicOf(SubscriptionFlow s) => specs.TryGetValue(s.Name, out var spec) ? spec.Topic : s.Topic ?? options.Topic;
        SubscriptionNode NodeOf(SubscriptionFlow s) => new(s, specs.GetValueOrDefault(s.Name), BacklogOf(s.Name), [.. all[s.Name]]);
        var topicFlows = flows.Topics.ToDictionary(t => t.Name, StringComparer.Ordinal);
        var bySubscription = subscriptions.ToLookup(TopicOf, StringComparer.Ordinal);
        var names = topicFlows.Keys.Concat(_listing?.Topics ?? Enumerable.Empty<string>()).Where(t => listed?.Contains(t) != false).Order(NaturalOrder.Instance);
        var topics = (listed?.Contains(options.Topic) != false ? names.Prepend(options.Topic) : names).Distinct(StringComparer.Ordinal)
            .Select(t => new TopicNode(topicFlows.GetValueOrDefault(t) ?? new TopicFlow(t, 0, 0), [.. bySubscription[t].Select(NodeOf)]))
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

    /// <summary>The names of the subscriptions there are.</summary>
    public IReadOnlySet<string> SubscriptionNames => Read().SelectMany(t => t.Subscriptions).Select(s => s.Flow.Name).ToHashSet(StringComparer.Ordinal);

    /// <summary>Whether there is a topic of that name, where the backend lists them; null where it does not.</summary>
    public bool? IsThere(string topic) => _listing?.Topics.Contains(topic);

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

    /// <summary>Asks a broker of queues how much waits, once a second.</summary>
    private void CountQueues()
    {
        var clock = screenClock.Time;
        if (session.Ports.Backlog is not null || playback.IsRecording || session.Transport is not IQueueInspection queues || _counting
            || (_countedAt is { } at && clock.GetElapsedTime(at) < s_count))
        {
            return;
        }

        (_counting, _countedAt) = (true, clock.GetTimestamp());
        List<string> names = [.. workers.Read().Select(w => w.Subscription).Prepend(session.Options.Subscription).Where(n => n.Length > 0).Distinct(StringComparer.Ordinal).Take(MostQueues)];
        work.Start(
            async ending =>
            {
                var counts = new Dictionary<string, BacklogState>(StringComparer.Ordinal);
                foreach (var name in names)
                {
                    if (await queues.ReadBacklogAsync(name, ending) is { } counted)
                    {
                        counts[name] = counted;
                    }
                }

                // A post draws the screen, so unchanged counts are not posted.
                if (counts.Count != _queues.Count || counts.Any(c => _queues.GetValueOrDefault(c.Key) != c.Value))
                {
                    work.Post(() => _queues = counts);
                }

                _counting = false;
            },
            _ =>
            {
                // The connection's own watch tells that the broker is away; old counts would be wrong.
                _counting = false;
                _queues = new(StringComparer.Ordinal);
            });
    }

    private static bool IsSame(TopologyListing? one, TopologyListing other) =>
        one is not null && one.Topics.SequenceEqual(other.Topics) && one.Subscriptions.SequenceEqual(other.Subscriptions);
}

/// <summary>A topic with its subscriptions. The topic of subscriptions whose own was deleted has no name.</summary>
internal sealed record TopicNode(TopicFlow Flow, IReadOnlyList<SubscriptionNode> Subscriptions);

/// <summary>A subscription with its workers.</summary>
internal sealed record SubscriptionNode(SubscriptionFlow Flow, SubscriptionSpec? Spec, BacklogState? Backlog, IReadOnlyList<WorkerStatus> Workers);
