using PubSubLab.Lab;
using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Recordings;
using PubSubLab.Tui.Drawing;
using PubSubLab.Tui.Experiments;
using PubSubLab.Tui.Keys;
using PubSubLab.Tui.Theming;
using PubSubLab.Tui.Time;

namespace PubSubLab.Tui.Screen;

/// <summary>The upper row: where the lab is connected to, and how it goes.</summary>
internal sealed class HeaderBar(ThemeChoice theme, LabSession session, Playback playback, ScreenKeys keys, ExperimentRunner experiments, JournalRecorder? recorder) : PaintedView(theme)
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
    private bool HasBadge => recorder is not null || playback.HeldAt is not null || session.Ports.Clock is { IsReal: false } || session.Ports.Faults?.Read().Label.Length > 0;

    private string UsualPlace => $"{session.Options.Topic} → {session.Options.Subscription}";

    // Where messages go: on a real project a person has to know what was made there for a while.
    private string Place => playback.IsRecording ? UsualPlace
        : session.Transport.IsCloud && experiments.Steering?.Where is { } scene ? scene
        : $"{session.Options.Topic} → {session.Workers.DefaultSubscription}";

    private bool IsElsewhere => Place != UsualPlace;

    private List<Segment> Read()
    {
        var journal = session.Journal;
        var (shown, now) = (playback.Shown, playback.ShownNow);
        var totals = shown.Totals.Read();
        var answered = shown.Rates.Answered(now, Bars);
        List<(int Weight, Segment[] Parts)> parts =
        [
            (0, [new Segment(" PubSubLab ", Role.BarAccent)]),
            (session.Transport.IsCloud || playback.IsRecording || !HasBadge ? 1 : 6, Where(shown.Connections.Read())),
            .. Connection(shown.Connections.Read(), now),
            (playback.IsRecording ? 9 : IsElsewhere ? 2 : 7, [new Segment(Place, IsElsewhere ? Role.Bar : Role.BarDim)]),
            (2, [new Segment($"in {shown.Rates.Published(now, 1)[0]:N0}/s  out {answered[^1]:N0}/s", Role.Bar)]),
            (BarsWeight, [new Segment(Sparkline.Of(answered), Role.BarAccent)]),
            (3, [new Segment($"unacked {shown.Unacked.Count:N0}", Role.Bar)]),
            (5, [new Segment($"nacked {totals.Nacked:N0}", Role.Bar)]),
            (playback.IsRecording ? 1 : session.Ports.Clock is { IsReal: false } ? 2 : 8, [new Segment(playback.IsRecording ? $"{ElapsedTime.Of(now)} of {ElapsedTime.Of(journal.Now)}" : ElapsedTime.Of(now), Role.BarDim)]),
        ];
        if (totals.LeasesExpired > 0)
        {
            parts.Insert(parts.FindIndex(p => p.Weight == 5) + 1, (6, [new Segment($"expired {totals.LeasesExpired:N0}", Role.Bar)]));
        }

        if (session.Ports.Faults?.Read().Label is { Length: > 0 } faults)
        {
            parts.Insert(1, (0, [new Segment($" ! {faults} ", Role.BarWarning)]));
        }

        if (session.Ports.Clock is { IsReal: false } clock && !playback.IsRecording)
        {
            parts.Insert(1, (0, [new Segment(clock.Speed switch { 0 => " ■ TIME STOPPED ", > 1 => $" » TIME ×{clock.Speed:0} ", _ => " ≠ TIME MOVED " }, Role.BarWarning)]));
        }

        if (recorder is not null)
        {
            parts.Insert(1, (0, [new Segment(recorder.Failure is null ? " ● REC " : " ✗ REC STOPPED ", Role.BarWarning)]));
        }

        if (playback.HeldAt is not null)
        {
            parts.Insert(1, (0, [new Segment(playback.IsPlaying ? $" ▸ PLAYING {(playback.Speed is 1 ? "" : $"×{playback.Speed:0.###} ")}" : " ‖ HELD ", Role.BarWarning)]));
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
        var description = session.Transport.Description;
        if (playback.IsRecording)
        {
            return [new Segment(CellText.Fit(description, LongestFile), Role.Bar)];
        }

        var connected = broker is { LostAt: null, Missing: null } ? "● " : "";
        return [session.Transport.IsCloud ? new Segment($" {connected}{description} ", Role.BarWarning) : new Segment($"{connected}{description}", Role.Bar)];
    }

    // What is wrong goes last of all where the window is narrow.
    private IEnumerable<(int Weight, Segment[] Parts)> Connection(BrokerConnection broker, TimeSpan now)
    {
        if (broker.LostAt is not null)
        {
            yield return (0, [new Segment($" {broker.Label(now)} ", Role.BarWarning)]);
        }
        else if (broker.Missing is not null)
        {
            yield return (0, [new Segment($" {broker.Label(now)}, {keys.KeyOf(CommandIds.Mend)} mends ", Role.BarWarning)]);
        }
    }

    private static List<Segment> Joined(List<(int Weight, Segment[] Parts)> parts) =>
        [.. parts.SelectMany((p, i) => i == 0 ? p.Parts : [new Segment(p.Weight == BarsWeight || i == 1 ? SeparatorWithin : Separator, Role.Bar), .. p.Parts])];
}
