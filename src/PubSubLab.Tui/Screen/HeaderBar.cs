using PubSubLab.Lab;
using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Recordings;
using PubSubLab.Tui.Broker;
using PubSubLab.Tui.Drawing;
using PubSubLab.Tui.Experiments;
using PubSubLab.Tui.Keys;
using PubSubLab.Tui.Theming;
using PubSubLab.Tui.Time;

namespace PubSubLab.Tui.Screen;

/// <summary>The upper row: where the lab is connected to, and how it goes.</summary>
internal sealed class HeaderBar(ThemeChoice theme, LabSession session, Playback playback, ScreenKeys keys, ExperimentRunner experiments, QueueFigures queues, JournalRecorder? recorder) : PaintedView(theme)
{
    private const int Bars = 5;
    private const int LongestFile = 24;
    private const int LongestPlace = 30;
    private const int NarrowPlace = 19;

    private static readonly (string Begin, string LeftOut)[] s_shortened = [("embedded :", "embedded "), ("celery on ", "celery on ")];

    // In, out, unacked, nacked.
    private const int NeededFigures = 4;

    private List<Segment> _shown = [];

    /// <summary>Has the row drawn if what it says has changed.</summary>
    public void Sample()
    {
        var now = Read();
        if (!now.SequenceEqual(_shown))
        {
            _shown = now;
            SetNeedsDraw();
        }
    }

    protected override void Paint(Painter painter)
    {
        _shown = Read();
        painter.Line(0, 0, Viewport.Width, _shown, fill: Role.Bar);
    }

    private string UsualPlace => $"{session.Options.Topic} → {session.Options.Subscription}";

    // Where messages go: on a real project a person has to know what was made there for a while.
    private string Place => playback.IsRecording ? UsualPlace
        : session.Transport.IsCloud && experiments.Steering?.Where is { } scene ? scene
        : $"{session.Options.Topic} → {session.Workers.DefaultSubscription}";

    private bool IsElsewhere => Place != UsualPlace;

    /// <summary>
    /// Each part has its place and its width, whatever it says; where the window is narrow the last ones are left out. What is out of the
    /// ordinary stands on the right.
    /// </summary>
    private List<Segment> Read()
    {
        var (shown, now) = (playback.Shown, playback.ShownNow);
        var wide = Viewport.Width >= 100;
        List<Segment> left = [.. Where(shown.Connections.Read(), now, wide)];
        var right = Extraordinary(now).ToList();
        var usual = Usual(now).ToList();
        var figures = Figures(shown, now, wide).ToList();
        var room = Viewport.Width - WidthOf(left) - WidthOf(right);
        var needed = WidthOf(figures.Take(NeededFigures).SelectMany(f => f));
        if (wide && room < needed && left.Count > 1)
        {
            // The program's name says the least.
            left.RemoveAt(0);
            room = Viewport.Width - WidthOf(left) - WidthOf(right);
        }

        // The first figures are more important than the place and the clock, the others less.
        while (usual.Count > 0 && needed + WidthOf(usual) > room)
        {
            usual.RemoveAt(usual.Count - 1);
        }

        room -= WidthOf(usual);
        foreach (var part in figures.TakeWhile(p => (room -= WidthOf(p)) >= 0))
        {
            left.AddRange(part);
        }

        right.AddRange(usual);
        var gap = Viewport.Width - WidthOf(left) - WidthOf(right);
        return [.. left, new Segment(new string(' ', Math.Max(0, gap)), Role.Bar), .. right];
    }

    private static int WidthOf(IEnumerable<Segment> segments) => segments.Sum(s => CellText.Width(s.Text));

    private IEnumerable<Segment[]> Figures(JournalFold shown, TimeSpan now, bool wide)
    {
        var (published, answered) = (shown.Rates.Published(now, Bars), shown.Rates.Answered(now, Bars));
        var totals = shown.Totals.Read();
        var gap = wide ? "   " : "  ";
        var bars = Viewport.Width >= 80;
        yield return Rate("in", published, bars, gap);
        yield return Rate("out", answered, bars, gap);
        if (queues.Total() is { } broker)
        {
            // A broker of task queues counts what other programs do as well.
            foreach (var (name, count) in new (string, long?)[] { ("ready", broker.Waiting), ("unacked", broker.Unacknowledged), ("sched.", broker.Scheduled), ("retry", broker.Retrying) })
            {
                yield return [new Segment($"{gap}{Count(name, count)}", Role.Bar)];
            }

            if (broker.Dead is { } dead)
            {
                yield return [new Segment($"{gap}{Count("dead", dead)}", Role.Bar)];
            }

            yield break;
        }

        yield return [new Segment($"{gap}{Count("unacked", (playback.HeldAt is null ? queues.Unacked() : null) ?? shown.Unacked.Count)}", Role.Bar)];
        yield return [new Segment($"{gap}{Count("nacked", totals.Nacked)}", Role.Bar)];
        yield return [new Segment($"{gap}{Count("dead", totals.DeadLettered)}", Role.Bar)];
        if (wide)
        {
            yield return [new Segment($"{gap}{Count("expired", totals.LeasesExpired)}", Role.Bar)];
            yield return [new Segment($"{gap}{UsualPlace}", Role.BarDim)];
        }
    }

    private Segment[] Rate(string name, IReadOnlyList<long> values, bool bars, string gap)
    {
        var rate = new Segment($"{gap}{name} {CellText.Pad($"{Short(values[^1])}/s", Digits + 2)}", Role.Bar);
        return bars ? [rate, new Segment(" ", Role.Bar), new Segment(Sparkline.Of(values), Role.BarAccent)] : [rate];
    }

    private string Count(string name, long? count) => $"{name} {(count is { } known ? Short(known) : "?").PadRight(Digits)}";

    /// <summary>A count in four columns, three where the window is narrow: 9999, then 12k, then 3M.</summary>
    private string Short(long count) => count switch
    {
        < 1_000 => $"{count}",
        < 10_000 when Digits > 3 => $"{count}",
        < 1_000_000 => $"{count / 1_000}k",
        _ => $"{count / 1_000_000}M",
    };

    private int Digits => Viewport.Width >= 100 ? 4 : 3;

    /// <summary>The broker and its state, always in the same width.</summary>
    private IEnumerable<Segment> Where(BrokerConnection broker, TimeSpan now, bool wide)
    {
        var description = session.Transport.Description;
        if (playback.IsRecording)
        {
            return [new Segment(wide ? " PubSubLab  " : " ", Role.BarAccent), new Segment(CellText.Fit(description, LongestFile), Role.Bar)];
        }

        var trouble = broker switch
        {
            { LostAt: not null } => broker.Label(now),
            { Missing: not null } => $"{broker.Label(now)}, {keys.KeyOf(CommandIds.Mend)} mends",
            _ => null,
        };
        var place = wide && CellText.Width(description) + 2 <= LongestPlace ? description : Short(description);
        var role = trouble is not null || session.Transport.IsCloud ? Role.BarWarning : Role.Bar;
        if (wide)
        {
            var width = Math.Clamp(CellText.Width(place) + 2, NarrowPlace, LongestPlace);
            return [new Segment(" PubSubLab  ", Role.BarAccent), new Segment(CellText.Pad(trouble ?? $"● {place}", width), role)];
        }

        return trouble is not null || CellText.Width(place) > NarrowPlace - 13
            ? [new Segment(CellText.Pad($" {trouble ?? $"● {place}"}", Math.Max(NarrowPlace, CellText.Width(trouble ?? "") + 1)), role)]
            : [new Segment(" PubSubLab ", Role.BarAccent), new Segment(CellText.Pad($"● {place}", NarrowPlace - 11), role)];
    }

    // The embedded broker is known by its port. Behind Celery the broker's address says more than that name.
    private static string Short(string description) =>
        s_shortened.FirstOrDefault(begin => description.StartsWith(begin.Begin, StringComparison.Ordinal)) is { LeftOut: { } leftOut } ? description[leftOut.Length..] : description;

    private IEnumerable<Segment> Extraordinary(TimeSpan now)
    {
        if (playback.HeldAt is not null)
        {
            yield return new Segment(playback.IsPlaying ? $" ▸ PLAYING {(playback.Speed is 1 ? "" : $"×{playback.Speed:0.###} ")}" : playback.HeldAt < TimeSpan.Zero ? " ‖ HELD, EARLIER RUN " : " ‖ HELD ", Role.BarWarning);
        }

        if (recorder is not null)
        {
            yield return new Segment(recorder.Failure is null ? " ● REC " : " ✗ REC STOPPED ", Role.BarWarning);
        }

        if (queues.Total() is { IsStale: true })
        {
            yield return new Segment(" ✗ FIGURES STALE ", Role.BarWarning);
        }

        if (session.Ports.Data?.Refusal is not null)
        {
            yield return new Segment(" ✗ PUBLISH REFUSED ", Role.BarWarning);
        }
        else if (session.Kept?.Failure is not null)
        {
            yield return new Segment(" ✗ LOG NOT KEPT ", Role.BarWarning);
        }

        if (session.Ports.Clock is { IsReal: false } clock && !playback.IsRecording)
        {
            yield return new Segment(clock.Speed switch { 0 => " ■ TIME STOPPED ", > 1 => $" » TIME ×{clock.Speed:0} ", _ => " ≠ TIME MOVED " }, Role.BarWarning);
        }

        if (session.Ports.Faults?.Read().Label is { Length: > 0 } faults)
        {
            yield return new Segment($" ! {faults} ", Role.BarWarning);
        }

        if (playback.IsRecording)
        {
            yield return new Segment($" {ElapsedTime.Of(now)} of {ElapsedTime.Of(session.Journal.Now)} ", Role.BarDim);
        }
    }

    private IEnumerable<Segment> Usual(TimeSpan now)
    {
        if (IsElsewhere || (session.Transport.IsCloud && Viewport.Width >= 100))
        {
            yield return new Segment($" {Place} ", Role.Bar);
        }

        if (Viewport.Width >= 120 && !playback.IsRecording)
        {
            yield return new Segment($" {ElapsedTime.Of(now)}", Role.BarDim);
        }
    }
}
