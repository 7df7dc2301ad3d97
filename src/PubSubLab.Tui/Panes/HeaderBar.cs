using PubSubLab.Lab.Journal;
using PubSubLab.Tui.Drawing;
using PubSubLab.Tui.Keys;
using PubSubLab.Tui.Screen;
using PubSubLab.Tui.Theming;

namespace PubSubLab.Tui.Panes;

/// <summary>The upper row: where the lab is connected to, and how it goes.</summary>
internal sealed class HeaderBar(ScreenState screen) : PaintedView(screen)
{
    private const int Bars = 10;
    private const int BarsWeight = 4;
    private const int LongestFile = 32;
    private const string Separator = "   ";
    private const string SeparatorWithin = " ";

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

    // Beside what is out of the ordinary, figures are worth more than where the lab is.
    private bool HasBadge => Screen.Recorder is not null || Screen.HeldAt is not null || Screen.Session.Ports.Clock is { IsReal: false } || Screen.Session.Ports.Faults?.Read().Label.Length > 0;

    private List<Segment> Read()
    {
        var session = Screen.Session;
        var journal = session.Journal;
        var (shown, now) = (Screen.Shown, Screen.ShownNow);
        var totals = shown.Totals.Read();
        var answered = shown.Rates.Answered(now, Bars);
        List<(int Weight, Segment[] Parts)> parts =
        [
            (0, [new Segment(" PubSubLab ", Role.BarAccent)]),
            (Screen.IsCloud || Screen.IsRecording || !HasBadge ? 1 : 6, Where(shown.Connections.Read())),
            .. Connection(shown.Connections.Read(), now),
            (Screen.IsRecording ? 9 : 7, [new Segment($"{session.Options.Topic} → {session.Options.Subscription}", Role.BarDim)]),
            (2, [new Segment($"in {shown.Rates.Published(now, 1)[0]:N0}/s  out {answered[^1]:N0}/s", Role.Bar)]),
            (BarsWeight, [new Segment(Sparkline.Of(answered), Role.BarAccent)]),
            (3, [new Segment($"unacked {shown.Unacked.Count:N0}", Role.Bar)]),
            (5, [new Segment($"nacked {totals.Nacked:N0}", Role.Bar)]),
            (Screen.IsRecording ? 1 : session.Ports.Clock is { IsReal: false } ? 2 : 8, [new Segment(Screen.IsRecording ? $"{Elapsed(now)} of {Elapsed(journal.Now)}" : Elapsed(now), Role.BarDim)]),
        ];
        if (totals.LeasesExpired > 0)
        {
            parts.Insert(parts.FindIndex(p => p.Weight == 5) + 1, (6, [new Segment($"expired {totals.LeasesExpired:N0}", Role.Bar)]));
        }

        if (session.Ports.Faults?.Read().Label is { Length: > 0 } faults)
        {
            parts.Insert(1, (0, [new Segment($" ! {faults} ", Role.BarWarning)]));
        }

        if (session.Ports.Clock is { IsReal: false } clock && !Screen.IsRecording)
        {
            parts.Insert(1, (0, [new Segment(clock.Speed switch { 0 => " ■ TIME STOPPED ", > 1 => $" » TIME ×{clock.Speed:0} ", _ => " ≠ TIME MOVED " }, Role.BarWarning)]));
        }

        if (Screen.Recorder is { } recorder)
        {
            parts.Insert(1, (0, [new Segment(recorder.Failure is null ? " ● REC " : " ✗ REC STOPPED ", Role.BarWarning)]));
        }

        if (Screen.HeldAt is not null)
        {
            parts.Insert(1, (0, [new Segment(Screen.IsPlaying ? $" ▸ PLAYING {(Screen.PlaySpeed is 1 ? "" : $"×{Screen.PlaySpeed:0.###} ")}" : " ‖ HELD ", Role.BarWarning)]));
        }

        // The least important goes first where the window is narrow.
        while (Joined(parts) is var all && all.Sum(s => CellText.Width(s.Text)) > Viewport.Width && parts.Max(p => p.Weight) > 0)
        {
            parts.RemoveAt(parts.FindIndex(p => p.Weight == parts.Max(q => q.Weight)));
        }

        return Joined(parts);
    }

    private Segment[] Where(BrokerConnection broker)
    {
        var description = Screen.Session.Transport.Description;
        if (Screen.IsRecording)
        {
            return [new Segment(CellText.Fit(description, LongestFile), Role.Bar)];
        }

        var connected = broker is { LostAt: null, Missing: null } ? "● " : "";
        return [Screen.IsCloud ? new Segment($" {connected}{description} ", Role.BarWarning) : new Segment($"{connected}{description}", Role.Bar)];
    }

    // In a narrow window the error is the last part to go.
    private IEnumerable<(int Weight, Segment[] Parts)> Connection(BrokerConnection broker, TimeSpan now)
    {
        if (broker.LostAt is not null)
        {
            yield return (0, [new Segment($" {broker.Label(now)} ", Role.BarWarning)]);
        }
        else if (broker.Missing is not null)
        {
            yield return (0, [new Segment($" {broker.Label(now)}, {Screen.KeyOf(CommandIds.Mend)} mends ", Role.BarWarning)]);
        }
    }

    private static List<Segment> Joined(List<(int Weight, Segment[] Parts)> parts) =>
        [.. parts.SelectMany((p, i) => i == 0 ? p.Parts : [new Segment(p.Weight == BarsWeight || i == 1 ? SeparatorWithin : Separator, Role.Bar), .. p.Parts])];

    /// <summary>A time since the lab was opened, as the header has it: 00:01:02.</summary>
    public static string Elapsed(TimeSpan time) => $"{(int)time.TotalHours:00}:{time.Minutes:00}:{time.Seconds:00}";
}
