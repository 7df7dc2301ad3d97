using Humanizer;
using PubSubLab.Lab;
using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Wording;
using PubSubLab.Tui.Drawing;
using PubSubLab.Tui.Keys;
using PubSubLab.Tui.Log;
using PubSubLab.Tui.Messages;
using PubSubLab.Tui.Theming;
using PubSubLab.Tui.Workers;

namespace PubSubLab.Tui.Overlays;

/// <summary>One message: its journey with the time between the steps, its body, attributes and raw bytes.</summary>
internal sealed class DetailsOverlay(ThemeChoice theme, LabJournal journal, WorkerList workers, FollowedMessage followed, LabMessage message) : TextOverlay(theme)
{
    private static readonly string[] s_tabs = ["Journey", "Why?", "Body", "Attributes", "Raw"];
    private const int WhyTab = 1;
    private const int LongestDump = 16 * 1024;

    private int _tab;
    private long _appended = -1;
    private LabMessage? _followed;

    public override KeyScope Scope => KeyScope.Details;

    public LabMessage Message => message;

    protected override string Caption => $"Message #{message.Number}";

    protected override int FixedRows => 2;

    public override Size SizeOn(Size screen) => new(Math.Min(screen.Width - 2, 120), Math.Max(12, screen.Height - 4));

    public override bool Allows(KeyTableEntry entry) =>
        base.Allows(entry) || entry.Id.StartsWith("message.", StringComparison.Ordinal) || entry.Id is CommandIds.TimeFormat;

    /// <summary>Shows the page that explains the message.</summary>
    public void ShowWhy() => Turn(WhyTab - _tab);

    /// <summary>Shows the next page or the one before.</summary>
    public void Turn(int by)
    {
        _tab = (_tab + by + s_tabs.Length) % s_tabs.Length;
        GoToTop();
        SetNeedsDraw();
    }

    protected override bool HasMoved()
    {
        var moved = (_tab <= WhyTab && _appended != journal.Appended) || _followed != followed.Current;
        (_appended, _followed) = (journal.Appended, followed.Current);
        return moved;
    }

    protected override void PaintFixed(Painter painter, Rectangle inner)
    {
        var name = followed.Current == message ? $" #{message.Number} " : "";
        painter.As(followed.Of(message)).Put(inner.Right - name.Length, inner.Y, name, Role.Strong);
        painter.Line(inner.X + 1, inner.Y, inner.Width - 2 - name.Length, s_tabs.SelectMany((tab, i) => new[] { new Segment(i == _tab ? $"▸{tab}◂" : $" {tab} ", i == _tab ? Role.FocusedTitle : Role.Dim), new Segment("  ", Role.Dim) }));
    }

    protected override IReadOnlyList<IReadOnlyList<Segment>> Lines(int width) => _tab switch
    {
        0 => Journey(width),
        WhyTab => Why(width),
        2 => [.. MessageExport.Pretty(message).Split('\n').SelectMany(l => CellText.Wrap(l, width)).Select(Plain)],
        3 => Attributes(),
        _ => [.. MessageExport.Hex(message.Data.Length > LongestDump ? message.Data[..LongestDump] : message.Data).Select(Plain)],
    };

    protected override void Pressed(Point at)
    {
        if (at.Y == 1)
        {
            Turn(1);
        }
    }

    private static IReadOnlyList<Segment> Plain(string line) => [new Segment(line, Role.Normal)];

    private List<IReadOnlyList<Segment>> Journey(int width)
    {
        const int indent = 28;
        var lines = new List<IReadOnlyList<Segment>>
        {
            new[]
            {
                new Segment($"{"delivery".ToQuantity(message.Deliveries, "N0")}, {message.Acks:N0} acked, {message.Nacks:N0} nacked", Role.Strong),
                new Segment(message.DeadLetters > 0 ? ", dead-lettered" : "", Role.Bad),
            },
            Array.Empty<Segment>(),
        };
        LabEvent? above = null;
        var journey = journal.JourneyOf(message);
        foreach (var (e, isAfterGap) in journey.Beginning.Select(e => (e, false)).Concat(journey.End.Select((e, i) => (e, i == 0))))
        {
            if (isAfterGap)
            {
                lines.Add([new Segment($"… {journey.LeftOut:N0} more …".PadLeft(indent), Role.Warning)]);
            }

            if (!e.IsEarlier && above is { IsEarlier: true })
            {
                lines.Add([new Segment($"┊ The lab was opened again at {LogLine.Clock(TimeSpan.Zero, journal)}; above is an earlier run.", Role.Warning)]);
            }

            var look = EventLook.Of(e.Kind);
            List<Segment> line =
            [
                new(LogLine.Clock(e.At, journal), Role.Dim),
                new((above is { } a ? "+" + Durations.Format(e.At - a.At) : "").PadLeft(12) + "  ", Role.Strong),
                new(CellText.Pad($"{look.Symbol} {look.Word}", EventLook.Width) + "  ", look.Role),
                new(Where(e), Role.Normal),
                new(e.Attempt > 0 && e.Kind == LabEventKind.Delivered ? $"  attempt {e.Attempt}" : "", e.Attempt > 1 ? Role.Warning : Role.Dim),
            ];
            lines.Add(line);
            var detail = EventWords.Of(e);
            if (detail.Length > 0 && line.Sum(s => CellText.Width(s.Text)) + 2 + CellText.Width(detail) <= width)
            {
                line.Add(new Segment("  " + detail, Role.Normal));
            }
            else if (detail.Length > 0)
            {
                lines.AddRange(CellText.Wrap(detail, Math.Max(10, width - indent)).Select(l => (IReadOnlyList<Segment>)[new Segment(new string(' ', indent) + l, Role.Normal)]));
            }

            above = e;
        }

        return lines;
    }

    private List<IReadOnlyList<Segment>> Why(int width)
    {
        var lines = new List<IReadOnlyList<Segment>>();
        foreach (var step in MessageExplanation.Explain(journal, message, workers.ReadOwn()))
        {
            lines.AddRange(CellText.Wrap(step.Sentence, width).Select(l => (IReadOnlyList<Segment>)[new Segment(l, Role.Strong)]));
            if (step.Rule is { } rule)
            {
                lines.AddRange(CellText.Wrap(rule, Math.Max(10, width - 4)).Select(l => (IReadOnlyList<Segment>)[new Segment("    " + l, Role.Dim)]));
            }

            lines.Add([]);
        }

        return lines;
    }

    private static string Where(LabEvent e) =>
        e.Kind == LabEventKind.Published ? $"topic {e.Message!.Topic}"
        : e.Worker is null ? e.Subscription ?? ""
        : e.Subscription is null ? e.Worker : $"{e.Worker} on {e.Subscription}";

    private List<IReadOnlyList<Segment>> Attributes()
    {
        var lines = new List<IReadOnlyList<Segment>>
        {
            Field("message id", message.Id),
            Field("topic", message.Topic.Length == 0 ? "not known: another program published it" : message.Topic),
            Field("ordering key", message.OrderingKey.Length == 0 ? "none" : message.OrderingKey),
            Field("body", $"{"byte".ToQuantity(message.Length, "N0")}{(message.Length > LabMessage.KeptBytes ? $", the first {LabMessage.KeptBytes:N0} kept here" : "")}"),
            Array.Empty<Segment>(),
        };
        if (message.Attributes.Count == 0)
        {
            lines.Add([new Segment("It has no attributes.", Role.Dim)]);
        }

        foreach (var (key, value) in message.Attributes)
        {
            lines.Add([new Segment(key, Role.Accent), new Segment(" = ", Role.Dim), new Segment(value, Role.Normal)]);
        }

        return lines;
    }

    private static IReadOnlyList<Segment> Field(string name, string value) => [new Segment(name.PadRight(14), Role.Dim), new Segment(value, Role.Normal)];
}
