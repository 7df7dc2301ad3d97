using System.Text.RegularExpressions;
using Humanizer;
using PubSubLab.Lab.Comparing;
using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Transports;
using PubSubLab.Tui.Broker;
using PubSubLab.Tui.Drawing;
using PubSubLab.Tui.Flow;
using PubSubLab.Tui.Messages;
using PubSubLab.Tui.Theming;

namespace PubSubLab.Tui.Comparing;

/// <summary>Draws one lane: its name and counters, its deliveries a second on the scale of all lanes, and its flow as on the main screen.</summary>
internal sealed partial class LanePainter
{
    /// <summary>Seconds that a sparkline shows.</summary>
    public const int Seconds = 30;

    /// <summary>Deliveries for an acknowledged message from here on are a storm.</summary>
    private const double Storm = 2;

    private const int RoomyFrom = 12;
    private const int DenseTo = 100;
    private const int BarRows = 3;
    private const int ShortSpark = 14;

    private readonly ComparedLane _lane;
    private readonly CompareRunner _runner;
    private readonly FlowScene _scene;
    private readonly FlowPainter _flow;
    private readonly FlowFolds _folds = new();
    private readonly Dictionary<string, string> _short = new(StringComparer.Ordinal);

    /// <summary>A painter of a lane.</summary>
    /// <param name="lane">The lane.</param>
    /// <param name="followed">The followed message.</param>
    /// <param name="runner">Knows of the connection to the open broker, which the lab's journal is told of.</param>
    public LanePainter(ComparedLane lane, FollowedMessage followed, CompareRunner runner)
    {
        (_lane, _runner) = (lane, runner);
        _scene = new FlowScene(() => lane.Journal.Fold, () => lane.Journal.Now, runner.StreamLostAt);
        _flow = new FlowPainter(_scene, followed);
    }

    /// <summary>Whether a dot was on its way in what was painted last.</summary>
    public bool IsMoving => _flow.IsMoving;

    /// <summary>Deliveries a second, the oldest first.</summary>
    public IReadOnlyList<long> Rates => _lane.Facts.Rates(_lane.Journal.Now, Seconds);

    private bool IsStorm => _lane.Facts.DeliveriesPerUseful >= Storm;

    private Role RateRole => IsStorm ? Role.Bad : Role.Good;

    /// <summary>The columns of a lane's flow.</summary>
    public static FlowColumns ColumnsOf(int width) => new(width, width < DenseTo);

    /// <summary>Paints it.</summary>
    /// <param name="painter">Paints.</param>
    /// <param name="area">Its cells.</param>
    /// <param name="highest">The highest rate of all lanes, so that their bars can be compared.</param>
    /// <param name="step">The time between two steps of a dot.</param>
    public void Paint(Painter painter, Rectangle area, long highest, TimeSpan step)
    {
        var y = PaintHead(painter, area, highest);
        if (_lane.Error is { } error)
        {
            y = painter.PutWrapped(area.X + 1, y, error, Role.Bad, area.Width - 1, Math.Clamp(area.Bottom - y, 1, 3));
        }

        if (_lane.State != LaneState.Refused && area.Bottom > y)
        {
            PaintFlow(painter, area with { Y = y, Height = area.Bottom - y }, step);
        }
    }

    private int PaintHead(Painter painter, Rectangle area, long highest)
    {
        var (rates, roomy) = (Rates, area.Height >= RoomyFrom);
        List<Segment> name = [new(_lane.Plan.Name, Role.Strong), new("  ", Role.Normal), State()];
        if (!roomy)
        {
            var spark = Sparkline.Rows([.. rates.TakeLast(ShortSpark)], highest, 1)[0];
            painter.WholeSegments(area.X, area.Y, area.Width - ShortSpark - 1, [.. name, .. Counters(rates, "  ")]);
            painter.Put(area.Right - ShortSpark, area.Y, spark, RateRole);
            return area.Y + 1;
        }

        painter.FittedLine(area.X, area.Y, area.Width, [.. name, new Segment($"  {_lane.Plan.Summary}", Role.Dim)]);
        painter.WholeSegments(area.X, area.Y + 1, area.Width, [.. Counters(rates, "")]);
        var bars = Sparkline.Rows(rates, highest, BarRows);
        for (var row = 0; row < bars.Count; row++)
        {
            painter.Put(area.X, area.Y + 2 + row, bars[row], RateRole, area.Width);
        }

        return area.Y + 2 + BarRows;
    }

    private Segment State() => _lane is { State: LaneState.Running or LaneState.Done } && _runner.ConnectionOf(_lane) is { LostAt: not null }
        ? new Segment("◌ no broker", Role.Bad)
        : _lane is { State: LaneState.Running, Error: not null } ? new Segment("✗ in trouble", Role.Bad)
        : StateOf(_lane.State);

    private static Segment StateOf(LaneState state) => state switch
    {
        LaneState.Opening => new Segment("opening", Role.Dim),
        LaneState.Running => new Segment("●", Role.Accent),
        LaneState.Done => new Segment("✓ done", Role.Good),
        LaneState.Closed => new Segment("■ stopped", Role.Dim),
        _ => new Segment("✗ cannot run here", Role.Bad),
    };

    // The most telling first: those at the end give way where the lane is narrow.
    private IEnumerable<Segment> Counters(IReadOnlyList<long> rates, string before)
    {
        var facts = _lane.Facts;
        if (_lane.State == LaneState.Refused)
        {
            yield break;
        }

        yield return new Segment($"{before}{facts.Useful:N0} of {_lane.Messages:N0} done", Role.Normal);
        if (facts.OutOfOrder > 0)
        {
            yield return new Segment($"  out of order {facts.OutOfOrder:N0}", Role.Bad);
        }

        yield return new Segment($"  delivered {facts.Deliveries:N0}", Role.Normal);
        yield return new Segment($" {FlowText.Rate(rates[^1])}", Role.Dim);
        yield return new Segment($"  nacked {facts.Nacks:N0}", facts.Nacks > 0 ? Role.Warning : Role.Dim);
    }

    private void PaintFlow(Painter painter, Rectangle area, TimeSpan step)
    {
        var rows = new FlowTree([Topic()], _folds, static _ => true, null).Read(area.Height, "", showsTopic: false);
        _flow.Begin(painter, ColumnsOf(area.Width), _lane.Journal.Now, step);
        var shown = rows.Count <= area.Height ? rows.Count : area.Height - 1;
        for (var row = 0; row < shown; row++)
        {
            _flow.Paint(area.X, area.Y + row, rows[row], chosen: false, focused: false);
        }

        if (shown == rows.Count)
        {
            return;
        }

        var rest = rows.Skip(shown).ToList();
        if (rest.TrueForAll(r => r.Key.Kind is FlowKind.Worker or FlowKind.MoreWorkers && r.Subscription == rest[0].Subscription))
        {
            // The rest of one subscription in one row, with its wire and its counts.
            _flow.Paint(area.X, area.Y + shown, rest[0] with { Key = new FlowKey(FlowKind.MoreWorkers, rest[0].Key.Name), Workers = [.. rest.SelectMany(r => r.Workers)] }, chosen: false, focused: false);
        }
        else
        {
            var (subscriptions, hidden) = (rest.Count(r => r.Key.Kind == FlowKind.Subscription), rest.Where(r => r.Key.Kind is FlowKind.Worker or FlowKind.MoreWorkers).Sum(r => r.Workers.Count));
            painter.Put(area.X + 1, area.Y + shown, $"▸ {(subscriptions > 0 ? $"{Count(subscriptions, "subscription")}, " : "")}{Count(hidden, "worker")}", Role.Dim, area.Width - 1);
        }
    }

    private static string Count(int number, string what) => $"{number:N0} more {what.ToQuantity(number, ShowQuantityAs.None)}";

    // Eight digits tell users apart; the whole id would push everything else out of the row.
    private string Shorten(string text)
    {
        if (!_short.TryGetValue(text, out var shortened))
        {
            _short[text] = shortened = UserId().Replace(text, "${begin}…");
        }

        return shortened;
    }

    [GeneratedRegex("(?<begin>[0-9a-f]{8})-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex UserId();

    /// <summary>Subscriptions and workers below one topic without a name: a lane has no room for a row of each topic.</summary>
    private TopicNode Topic()
    {
        var read = _lane.Journal.Flows.Read(_lane.Journal.Now, TopologyModel.Seconds);
        var flows = read.Subscriptions.ToDictionary(s => s.Name, StringComparer.Ordinal);
        var published = read.Topics.ToDictionary(t => t.Name, t => t.Published, StringComparer.Ordinal);
        var workers = _lane.ReadWorkers().ToLookup(w => w.Subscription, StringComparer.Ordinal);
        SubscriptionFlow FlowOf(SubscriptionSpec spec)
        {
            var flow = flows.GetValueOrDefault(spec.Name) ?? new SubscriptionFlow(spec.Name, spec.Topic);

            // Nobody else publishes to a lane's topic: what did not come here the filter let pass by.
            return flow with { Name = Shorten(_lane.ShortOf(spec.Name)), FilteredOut = Math.Max(0, published.GetValueOrDefault(spec.Topic) - flow.Passed) };
        }

        var nodes = _lane.Subscriptions.Select(s => new SubscriptionNode(FlowOf(s), s with { Filter = s.Filter is { } filter ? Shorten(filter) : null }, _lane.BacklogOf(s.Name), [.. workers[s.Name]])).OrderBy(n => n.Workers.Count == 0);
        return new TopicNode(new TopicFlow("", 0, 0), [.. nodes]);
    }
}
