using PubSubLab.Lab.Journal;

namespace PubSubLab.Tui.Timeline;

/// <summary>Which stretch of time the timeline shows, which lanes, and which bar is selected. It knows no screen.</summary>
/// <param name="shown">The handling spans.</param>
/// <param name="earlier">Reads the earlier runs; null for none.</param>
internal sealed class TimelineView(Func<HandlingSpans> shown, Func<EarlierRuns>? earlier = null)
{
    private static readonly TimeSpan[] s_spans =
    [
        TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(15),
        TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(15), TimeSpan.FromHours(1),
    ];

    private readonly List<HandlingSpan> _read = [];
    private int _zoom = 6;

    /// <summary>The visible time.</summary>
    public TimeSpan Span => s_spans[_zoom];

    /// <summary>The moment at the right edge, null while it runs with the clock.</summary>
    public TimeSpan? End { get; private set; }

    /// <summary>
    /// The moment at the right edge. With leases shown it lies ahead of now, so that a lease is seen running out.
    /// </summary>
    public TimeSpan RightEdge(TimeSpan now) => End ?? (ShowsLeases ? now + (Span / 3) : now);

    /// <summary>The first lane in sight.</summary>
    public int Top { get; set; }

    /// <summary>Whether leases are drawn under the bars.</summary>
    public bool ShowsLeases { get; set; }

    /// <summary>The selected bar.</summary>
    public HandlingSpan? Selected { get; private set; }

    /// <summary>Shows the time nearest to so much.</summary>
    public void ZoomTo(TimeSpan time) => _zoom = Array.IndexOf(s_spans, s_spans.MinBy(s => (s - time).Duration()));

    /// <summary>Zooms in or out; a paused view stays within the past.</summary>
    public void Zoom(int by, TimeSpan now)
    {
        _zoom = Math.Clamp(_zoom + by, 0, s_spans.Length - 1);
        End = End is { } end ? Within(end, now) : null;
    }

    /// <summary>Moves by a half of what is shown; to the right of now it runs again. The time between two runs is passed in one move.</summary>
    public void Pan(int halves, TimeSpan now)
    {
        var end = (End ?? now) + (halves * Span / 2);
        var gap = Runs.GapAt(end);
        End = Within(gap is null || (halves < 0 && end - Span < gap.From) ? end : halves < 0 ? gap.From : gap.To + (Span / 2), now);
    }

    private EarlierRuns Runs => earlier?.Invoke() ?? EarlierRuns.None;

    /// <summary>The starts of runs that are in sight, after an earlier run.</summary>
    public IEnumerable<TimeSpan> Starts(TimeSpan now) =>
        Runs.Gaps.Select(static gap => gap.To).Where(at => at <= RightEdge(now) && at > RightEdge(now) - Span);

    // Not before the beginning, where it fits; at now it runs with it.
    private TimeSpan? Within(TimeSpan end, TimeSpan now) => end >= now || Span >= now - Runs.BeginAt ? null : end - Runs.BeginAt < Span ? Runs.BeginAt + Span : end;

    /// <summary>Shows the first of all time.</summary>
    public void GoToBeginning(TimeSpan now) => End = Within(Runs.BeginAt, now);

    /// <summary>Runs with the clock again.</summary>
    public void GoToNow()
    {
        End = null;
        Selected = null;
        Top = 0;
    }

    /// <summary>
    /// The lanes with anything in sight: those of the running experiment, then the others, by worker as people count. Each worker that is
    /// alive without a bar in sight has one empty lane below them.
    /// </summary>
    public IReadOnlyList<Lane> Read(TimeSpan now, LaneOwners owners)
    {
        var end = RightEdge(now);
        var start = end - Span;

        var bySlot = new Dictionary<string, List<List<HandlingSpan>?>>(StringComparer.Ordinal);
        var latest = Earlier(end, now);
        shown().Read(start, _read);
        foreach (var span in _read)
        {
            if (span.Start <= latest)
            {
                // A paused view shows a span that had not ended then as outstanding.
                AddTo(bySlot, span.End > now ? span with { End = null, Outcome = null, LeaseEndedAt = null } : span);
            }
        }

        var lanes = new List<Lane>();
        IEnumerable<string> InOrder(IEnumerable<string> workers) => workers.Where(w => !(owners.LeftAt(w) <= latest))
            .OrderBy(w => owners.ComesFirst(w) ? 0 : 1).ThenBy(w => w, NaturalOrder.Instance);
        foreach (var worker in InOrder(bySlot.Keys))
        {
            var slots = bySlot[worker];
            var first = true;
            foreach (var slot in slots.OfType<List<HandlingSpan>>())
            {
                lanes.Add(new Lane(worker, first, slot));
                first = false;
            }
        }

        lanes.AddRange(InOrder(owners.Alive.Where(w => !bySlot.ContainsKey(w))).Select(w => new Lane(w, true, [])));
        return lanes;
    }

    /// <summary>
    /// The lanes in the order in which they are shown. Where there is no room for all of them, the first screenful has lanes of every worker
    /// with work, as evenly as they have any; the rest comes below it, and idle workers last.
    /// </summary>
    public static IReadOnlyList<Lane> Share(IReadOnlyList<Lane> lanes, int room)
    {
        if (lanes.Count <= room)
        {
            return lanes;
        }

        var workers = lanes.Where(l => l.Spans.Count > 0).GroupBy(l => l.Worker, StringComparer.Ordinal).Select(w => w.ToList()).ToList();
        var shares = new int[workers.Count];
        for (var left = Math.Min(room, lanes.Count(l => l.Spans.Count > 0)); left > 0;)
        {
            for (var i = 0; i < workers.Count && left > 0; i++)
            {
                if (shares[i] < workers[i].Count)
                {
                    shares[i]++;
                    left--;
                }
            }
        }

        return
        [
            .. workers.SelectMany((w, i) => w.Take(shares[i])),
            .. workers.SelectMany((w, i) => w.Skip(shares[i]).Select((l, at) => l with { IsFirst = at == 0 })),
            .. lanes.Where(l => l.Spans.Count == 0),
        ];
    }

    // The spans are nearly in order already: a slot has one at a time.
    private static void AddTo(Dictionary<string, List<List<HandlingSpan>?>> bySlot, HandlingSpan span)
    {
        if (!bySlot.TryGetValue(span.Worker, out var slots))
        {
            bySlot.Add(span.Worker, slots = []);
        }

        while (slots.Count <= span.Slot)
        {
            slots.Add(null);
        }

        var slot = slots[span.Slot] ??= [];
        var at = slot.Count;
        while (at > 0 && slot[at - 1].Start > span.Start)
        {
            at--;
        }

        slot.Insert(at, span);
    }

    /// <summary>Selects the next bar, or the one before, in the order in which they began.</summary>
    /// <returns>The selected bar; null where there is none in sight.</returns>
    public HandlingSpan? SelectNext(int step, TimeSpan now, LaneOwners owners)
    {
        var all = Read(now, owners).SelectMany(l => l.Spans).OrderBy(s => s.Start).ThenBy(s => s.Slot).ToList();
        if (all.Count == 0)
        {
            return Selected = null;
        }

        var at = Selected is null ? -1 : all.FindIndex(s => Same(s, Selected));
        Selected = all[at < 0 ? (step > 0 ? 0 : all.Count - 1) : Math.Clamp(at + step, 0, all.Count - 1)];
        return Selected;
    }

    public void Select(HandlingSpan? span) => Selected = span;

    /// <summary>Selects the first bar in sight; null where there is none.</summary>
    public void SelectFirst(TimeSpan now, LaneOwners owners) => Selected = Read(now, owners).SelectMany(l => l.Spans).MinBy(s => s.Start);

    /// <summary>Where the selected bar is out of sight, selects the nearest one in sight; null where there is none.</summary>
    public void SelectInSight(TimeSpan now, LaneOwners owners)
    {
        if (Selected is { } selected)
        {
            var inSight = Read(now, owners).SelectMany(l => l.Spans).ToList();
            Selected = inSight.Find(s => Same(s, selected)) ?? inSight.MinBy(s => (s.Start - selected.Start).Duration());
        }
    }

    private static TimeSpan Earlier(TimeSpan a, TimeSpan b) => a < b ? a : b;

    /// <summary>Whether two records are the same stay in the same hand, at different moments of it.</summary>
    public static bool Same(HandlingSpan a, HandlingSpan? b) =>
        b is not null && a.Worker == b.Worker && a.Start == b.Start && ReferenceEquals(a.Message, b.Message);
}
