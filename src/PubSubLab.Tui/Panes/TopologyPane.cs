using Humanizer;
using PubSubLab.Lab;
using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Ports;
using PubSubLab.Lab.Transports;
using PubSubLab.Tui.Broker;
using PubSubLab.Tui.Drawing;
using PubSubLab.Tui.Flow;
using PubSubLab.Tui.Keys;
using PubSubLab.Tui.Layout;
using PubSubLab.Tui.State;
using PubSubLab.Tui.Theming;
using PubSubLab.Tui.Time;

namespace PubSubLab.Tui.Panes;

/// <summary>Topics, the subscriptions that get from them, the workers on these, and what flows along every edge.</summary>
internal sealed class TopologyPane(
    ThemeChoice theme, LabSession session, TopologyModel model, Playback playback, PaneNavigator navigator, ScreenKeys keys, Revision revision)
    : Pane(theme), IPane
{
    private const int Everything = 1_000_000;
    private const int RowsOfSubscription = 4;

    private readonly List<(IReadOnlyList<Segment> Segments, (string Name, bool IsTopic)? Of)> _lines = [];
    private long _second = -1;
    private int _version = -1;
    private int _top;

    public static int Order => 610;

    public static PaneDescription Description { get; } = new(
        PaneId.Topology, "Topology", PanePlace.WholePage, KeyScope.Topology,
        new(CommandIds.Topology, KeyScope.Anywhere, "Topology", "Opens topics, subscriptions, backlogs and rates, or returns to the lab.", "F3", "T") { Hint = 132, Order = 11 });

    public static IReadOnlyList<KeyTableEntry> Keys { get; } =
    [
        Description.Open,
        new(CommandIds.TopologyBack, KeyScope.Topology, "Back", "Returns to the lab.", [.. MovingKeys.Close]) { Hint = 3, InPalette = false },
        new(CommandIds.TopologyUp, KeyScope.Topology, "Up", "Selects the topic or subscription above.", [.. MovingKeys.Up]) { InPalette = false },
        new(CommandIds.TopologyDown, KeyScope.Topology, "Down", "Selects the topic or subscription below.", [.. MovingKeys.Down]) { InPalette = false },
        new(CommandIds.TopologyFirst, KeyScope.Topology, "First", "Selects the first topic.", [.. MovingKeys.First]) { InPalette = false },
        new(CommandIds.TopologyLast, KeyScope.Topology, "Last", "Selects the last topic or subscription.", [.. MovingKeys.Last]) { InPalette = false },
        new(CommandIds.TopologyPageUp, KeyScope.Topology, "Page up", "Selects a topic or subscription one page up.", [.. MovingKeys.PageUp]) { InPalette = false },
        new(CommandIds.TopologyPageDown, KeyScope.Topology, "Page down", "Selects a topic or subscription one page down.", [.. MovingKeys.PageDown]) { InPalette = false },
    ];

    protected override string Caption => "Topology";

    protected override string? CaptionRight => "Esc back";

    // A subscription takes some rows.
    private int PageSize => Math.Max(1, Inner.Height / RowsOfSubscription);

    public void AddTo(CommandSet commands)
    {
        commands.Add(CommandIds.TopologyBack, navigator.GoToLab);
        commands.Add(CommandIds.TopologyUp, () => model.Move(-1));
        commands.Add(CommandIds.TopologyDown, () => model.Move(1));
        commands.Add(CommandIds.TopologyFirst, () => model.Move(-Everything));
        commands.Add(CommandIds.TopologyLast, () => model.Move(Everything));
        commands.Add(CommandIds.TopologyPageUp, () => model.Move(-PageSize));
        commands.Add(CommandIds.TopologyPageDown, () => model.Move(PageSize));
    }

    protected override bool HasMoved()
    {
        model.Refresh();
        var second = (long)playback.ShownNow.TotalSeconds;
        var moved = second != _second || _version != revision.Number;
        (_second, _version) = (second, revision.Number);
        return moved;
    }

    protected override void Paint(Painter painter, Rectangle inner)
    {
        var topics = model.Read();
        var chosen = model.ChosenOf(topics);
        Build(topics);
        var at = _lines.FindIndex(l => l.Of == chosen && l.Of is not null);
        var end = _lines.FindLastIndex(l => l.Of == chosen && l.Of is not null);

        // The chosen one stays in sight; at the first one so does what stands above it.
        _top = at < 0 || at <= 3 ? 0 : Math.Clamp(_top, Math.Max(0, end - inner.Height + 1), at);
        _top = Math.Clamp(_top, 0, Math.Max(0, _lines.Count - inner.Height));
        for (var row = 0; row < inner.Height && _top + row < _lines.Count; row++)
        {
            var line = _lines[_top + row];
            painter.FittedLine(inner.X + 1, inner.Y + row, inner.Width - 2, line.Segments, selected: HasFocus && _top + row == at);
            if (_top + row == at)
            {
                painter.Put(inner.X, inner.Y + row, "▸", Role.Accent);
            }
        }
    }

    protected override void Wheeled(int lines) => model.Move(Math.Sign(lines));

    protected override void Pressed(Point at)
    {
        var line = _top + at.Y - Inner.Y;
        if (line >= 0 && line < _lines.Count && _lines[line].Of is { } of)
        {
            model.Chosen = of;
            revision.Advance();
        }
    }

    private void Build(IReadOnlyList<TopicNode> topics)
    {
        _lines.Clear();
        var legend = topics.Any(static t => t.Transforms > 0 || t.Subscriptions.Any(static s => s.Transforms > 0)) ? " ƒ transforms messages." : "";
        _lines.Add(([new Segment($"Rates are of the last {TopologyModel.Seconds} s. Counts are what this lab saw since it opened.{legend}", Role.Dim)], null));
        if (session.Ports.Data?.Read() is { } data)
        {
            _lines.Add(([new Segment($"All of it lasts: {data.Bytes.Bytes().Humanize("0.#")} in {data.Path}, opened {"time".ToQuantity(data.Start, "N0")}.", Role.Dim)], null));
        }

        if (!model.TellsBacklogs)
        {
            _lines.Add(([new Segment("Backlogs: this backend does not tell them; PubSubLab's emulator does.", Role.Dim)], null));
        }

        _lines.Add(([], null));
        foreach (var topic in topics)
        {
            (string, bool)? of = topic.Flow.Name.Length > 0 ? (topic.Flow.Name, true) : null;
            _lines.Add(of is null
                ? ([new Segment("◆ (topic deleted)", Role.Warning), new Segment("   these subscriptions keep what they have and get nothing new", Role.Dim)], null)
                : ([new Segment($"◆ {topic.Flow.Name}", Role.Strong), new Segment(FlowText.Transforms(topic.Transforms), Role.Info), new Segment($"   {topic.Flow.PublishedPerSecond:N1}/s in   {topic.Flow.Published:N0} published", Role.Accent)], of));
            for (var i = 0; i < topic.Subscriptions.Count; i++)
            {
                AddSubscription(topic.Subscriptions[i], i == topic.Subscriptions.Count - 1);
            }

            _lines.Add(([], null));
        }
    }

    private void AddSubscription(SubscriptionNode node, bool last)
    {
        var (flow, of) = (node.Flow, (node.Flow.Name, false));
        var (branch, below) = last ? ("└─", "  ") : ("├─", "│ ");
        List<Segment> line =
        [
            new($"  {branch}{Arrow(flow.DeliveredPerSecond)} ", Role.Frame), new($"◇ {flow.Name}", Role.Strong), new(FlowText.Transforms(node.Transforms), Role.Info),
            new($"   {flow.DeliveredPerSecond:N1}/s out   {flow.Delivered:N0} delivered   {flow.Acked:N0} acked", Role.Accent),
        ];
        Add(line, flow.Nacked, "nacked", Role.Warning);
        Add(line, flow.Expired, "expired", Role.Bad);
        Add(line, flow.FilteredOut, "filtered out", Role.Dim);
        Add(line, flow.DeadLettered, "dead-lettered", Role.Bad);
        _lines.Add((line, of));
        if (node.Backlog is { } backlog)
        {
            var oldest = backlog.OldestAge is { } age ? $"   oldest {Durations.Age(age)}" : "";
            _lines.Add(([new Segment($"  {below}        ", Role.Frame), new Segment($"backlog {FlowText.Figure(backlog.Waiting)}   outstanding {backlog.Outstanding:N0}{oldest}", backlog.Waiting > 0 ? Role.Warning : Role.Dim)], of));
        }

        foreach (var words in node.Spec is { } spec ? [FilterOf(spec, flow, node.Backlog), Words(spec)] : Array.Empty<string>())
        {
            if (words.Length == 0)
            {
                continue;
            }

            _lines.Add(([new Segment($"  {below}        ", Role.Frame), new Segment(words, Role.Info)], of));
        }

        var alive = node.Workers.Where(w => w.IsAlive).ToList();
        for (var i = 0; i < alive.Count; i++)
        {
            var worker = alive[i];
            _lines.Add((
            [
                new Segment($"  {below}     {(i == alive.Count - 1 ? "└─" : "├─")} ", Role.Frame), new Segment($"● {worker.Name}", Role.Good),
                new Segment($"   {worker.HandlerLabel}{(worker.Accepts != Acceptance.Unknown ? $", accepts {worker.Accepts}" : "")}   {worker.Tally.InHand:N0} outstanding   {worker.Tally.Acked:N0} acked", Role.Normal),
            ], of));
        }

        if (alive.Count == 0)
        {
            _lines.Add(([new Segment($"  {below}        ", Role.Frame), new Segment($"{(session.Ports.Backlog is null ? "no worker of this lab" : "nobody")} listens here{(playback.IsRecording ? "" : $"; {keys.KeyOf(CommandIds.SpawnWith)} spawns a worker")}", Role.Dim)], of));
        }
    }

    private static string FilterOf(SubscriptionSpec spec, SubscriptionFlow flow, BacklogState? backlog)
    {
        if (spec.Filter is not { } filter)
        {
            return "";
        }

        var (passed, seen) = FilterShare.Of(flow, backlog);
        return seen > 0 ? $"filter {filter} lets {(double)passed / seen:P0} of {seen:N0} through" : $"filter {filter}";
    }

    private static string Words(SubscriptionSpec spec)
    {
        List<string> words = [];
        if (spec.DeadLetterTopic is { } letters)
        {
            words.Add($"after {spec.MaxDeliveryAttempts} attempts to {letters}");
        }

        if (spec.MinimumBackoff is { } backoff)
        {
            words.Add($"retries after {Durations.Format(backoff)}, doubling");
        }

        if (spec.Ordering)
        {
            words.Add("in order per key");
        }

        if (spec.ExactlyOnce)
        {
            words.Add("exactly once");
        }

        return string.Join("   ", words);
    }

    private static void Add(List<Segment> line, long count, string word, Role role)
    {
        if (count > 0)
        {
            line.Add(new Segment($"   {count:N0} {word}", role));
        }
    }

    private static string Arrow(double rate) => rate switch { <= 0 => "──▸", < 10 => "──▶", < 1_000 => "━━▶", _ => "══▶" };
}
