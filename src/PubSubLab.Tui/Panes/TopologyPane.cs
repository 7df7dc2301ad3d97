using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Workers;
using PubSubLab.Tui.Drawing;
using PubSubLab.Tui.Keys;
using PubSubLab.Tui.Screen;
using PubSubLab.Tui.Theming;

namespace PubSubLab.Tui.Panes;

/// <summary>Topics, the subscriptions that get from them, the workers on these, and what flows along every edge.</summary>
internal sealed class TopologyPane(ScreenState screen) : Pane(screen)
{
    private const int RateSeconds = 5;

    private long _second = -1;
    private int _version = -1;
    private int _top;

    public override KeyScope Scope => KeyScope.Topology;

    protected override string Caption => "Topology";

    protected override string? CaptionRight => "Esc back";

    /// <summary>Scrolls by lines.</summary>
    public void Scroll(int lines) => _top = Math.Max(0, _top + lines);

    protected override bool HasMoved()
    {
        var second = (long)Screen.Journal.Now.TotalSeconds;
        var moved = second != _second || _version != Screen.Version;
        (_second, _version) = (second, Screen.Version);
        return moved;
    }

    protected override void Paint(Painter painter, Rectangle inner)
    {
        var lines = Lines();
        _top = Math.Clamp(_top, 0, Math.Max(0, lines.Count - inner.Height));
        for (var row = 0; row < inner.Height && _top + row < lines.Count; row++)
        {
            painter.Line(inner.X + 1, inner.Y + row, inner.Width - 2, lines[_top + row]);
        }
    }

    protected override void Wheeled(int lines) => Scroll(lines);

    private List<IReadOnlyList<Segment>> Lines()
    {
        var flows = Screen.Journal.Flows.Read(Screen.Journal.Now, RateSeconds);
        var workers = Screen.Session.Workers.ReadStatus();
        var lines = new List<IReadOnlyList<Segment>>
        {
            new[] { new Segment($"Rates are of the last {RateSeconds} s. Counts are what this lab saw since it opened.", Role.Dim) },
            Array.Empty<Segment>(),
        };
        var options = Screen.Session.Options;
        
        // The lab's own first, then those that something flows through.
        var topics = flows.Topics.OrderByDescending(t => t.PublishedPerSecond > 0).ThenBy(t => t.Name, NaturalOrder.Instance).Select(t => t.Name);
        foreach (var topic in topics.Prepend(options.Topic).Distinct())
        {
            var flow = flows.Topics.FirstOrDefault(t => t.Name == topic) ?? new TopicFlow(topic, 0, 0);
            lines.Add([new Segment($"◆ {topic}", Role.Strong), new Segment($"   {flow.PublishedPerSecond:N1}/s in   {flow.Published:N0} published", Role.Accent)]);
            var subscriptions = flows.Subscriptions.Where(s => s.Topic == topic || (s.Topic is null && topic == options.Topic)).ToList();
            if (topic == options.Topic && subscriptions.TrueForAll(s => s.Name != options.Subscription))
            {
                subscriptions.Insert(0, new SubscriptionFlow(options.Subscription, topic));
            }

            for (var i = 0; i < subscriptions.Count; i++)
            {
                AddSubscription(lines, subscriptions[i], i == subscriptions.Count - 1, workers);
            }

            lines.Add([]);
        }

        return lines;
    }

    private static void AddSubscription(List<IReadOnlyList<Segment>> lines, SubscriptionFlow flow, bool last, IReadOnlyList<WorkerStatus> workers)
    {
        var (branch, below) = last ? ("└─", "  ") : ("├─", "│ ");
        List<Segment> line =
        [
            new($"  {branch}{Arrow(flow.DeliveredPerSecond)} ", Role.Frame), new($"◇ {flow.Name}", Role.Strong),
            new($"   {flow.DeliveredPerSecond:N1}/s out   {flow.Delivered:N0} delivered   {flow.Acked:N0} acked", Role.Accent),
        ];
        Add(line, flow.Nacked, "nacked", Role.Warning);
        Add(line, flow.Expired, "expired", Role.Bad);
        Add(line, flow.FilteredOut, "filtered out", Role.Dim);
        Add(line, flow.DeadLettered, "dead-lettered", Role.Bad);
        lines.Add(line);
        var own = workers.Where(w => w.Subscription == flow.Name && w.IsAlive).ToList();
        for (var i = 0; i < own.Count; i++)
        {
            var worker = own[i];
            lines.Add(
            [
                new Segment($"  {below}     {(i == own.Count - 1 ? "└─" : "├─")} ", Role.Frame), new Segment($"● {worker.Name}", Role.Good),
                new Segment($"   {worker.HandlerLabel}, accepts {worker.Accepts}   {worker.Tally.InHand:N0} in hand   {worker.Tally.Acked:N0} acked", Role.Normal),
            ]);
        }

        if (own.Count == 0)
        {
            lines.Add([new Segment($"  {below}        ", Role.Frame), new Segment("no worker of this lab listens here", Role.Dim)]);
        }
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
