using PubSubLab.Lab;
using PubSubLab.Lab.Journal;
using PubSubLab.Tui.Log;
using PubSubLab.Tui.State;

namespace PubSubLab.Tui.Time;

/// <summary>The moment that log and timeline show: now, or one at which they are held. A recording is played from there.</summary>
internal sealed class Playback(LabSession session, LogView log, ScreenClock clock, Revision revision)
{
    /// <summary>Fastest playback speed; the slowest is its inverse.</summary>
    public const double FastestSpeed = 64;

    private long _heldSequence;

    // Where playing began: the moment of the recording, and the person's clock then.
    private (TimeSpan From, TimeSpan Since)? _played;

    /// <summary>The moment at which log and timeline are held; null while they run. A recording holds everything there.</summary>
    public TimeSpan? HeldAt { get; private set; }

    /// <summary>Now, as the timeline shows it.</summary>
    public TimeSpan ViewNow => HeldAt ?? Journal.Now;

    /// <summary>Whether the screen shows a recording, in which nothing can be changed.</summary>
    public bool IsRecording => session.Ports.Recording is not null;

    /// <summary>Whether the lab's time is stopped.</summary>
    public bool TimeStands => !IsRecording && session.Ports.Clock is { Speed: 0 };

    /// <summary>Whether a recording is playing.</summary>
    public bool IsPlaying => _played is not null;

    /// <summary>Playback speed of a recording, as a multiple of the recorded speed.</summary>
    public double Speed { get; private set; } = 1;

    /// <summary>Projections for counts and rows: everything so far; in a recording, up to the held moment.</summary>
    public JournalFold Shown => session.Ports.Recording is { } recording && HeldAt is not null ? recording.At(_heldSequence) : Journal.Fold;

    /// <summary>The moment of <see cref="Shown"/>.</summary>
    public TimeSpan ShownNow => IsRecording ? ViewNow : Journal.Now;

    private LabJournal Journal => session.Journal;

    /// <summary>Holds log and timeline, and releases them; plays and holds a recording.</summary>
    public void Toggle()
    {
        if (IsRecording)
        {
            TogglePlaying();
        }
        else if (HeldAt is null)
        {
            (HeldAt, _heldSequence) = (Journal.Now, Journal.Appended);
            log.Pause();
            revision.Advance();
        }
        else
        {
            Release();
        }
    }

    /// <summary>Returns to now and runs with the clock; in a recording, goes to its end.</summary>
    public void Release()
    {
        HeldAt = null;
        _played = null;
        log.Follow();
        revision.Advance();
    }

    /// <summary>Holds timeline and log, and moves the held moment.</summary>
    public void Scrub(TimeSpan by) => ScrubTo(ViewNow + by);

    /// <summary>Holds timeline and log at the event before or after the held one.</summary>
    public void ScrubByEvent(int by)
    {
        var from = HeldAt is null ? Journal.Appended : _heldSequence;
        var to = Math.Clamp(from + by, Math.Min(Journal.Dropped + 1, Journal.Appended), Journal.Appended);
        if (to > 0)
        {
            HoldAt(EventAt(to).At, to);
        }
    }

    /// <summary>Multiplies the playback speed.</summary>
    public void ChangeSpeed(double by)
    {
        Anchor();
        Speed = Math.Clamp(Speed * by, 1 / FastestSpeed, FastestSpeed);
        revision.Advance();
    }

    /// <summary>Moves a playing recording on.</summary>
    public void Tick()
    {
        if (_played is not { } played)
        {
            return;
        }

        var at = PlayedTo(played);
        if (at >= Journal.Now)
        {
            Release();
        }
        else
        {
            HoldAt(at);
        }
    }

    private void TogglePlaying()
    {
        if (_played is not null)
        {
            _played = null;
            revision.Advance();
            return;
        }

        var from = HeldAt is { } held && held < Journal.Now ? held : TimeSpan.Zero;
        _played = (from, clock.Elapsed);
        HoldAt(from);
    }

    private void ScrubTo(TimeSpan at)
    {
        var (begin, isBack) = (Journal.Earlier.BeginAt, at < ViewNow);
        at = at < begin ? begin : at > Journal.Now ? Journal.Now : at;

        // No lab was open between two runs.
        HoldAt(Journal.Earlier.GapAt(at) is { } gap ? isBack ? gap.From : gap.To : at);
        _played = _played is null ? null : (HeldAt!.Value, clock.Elapsed);
    }

    private TimeSpan PlayedTo((TimeSpan From, TimeSpan Since) played) => played.From + ((clock.Elapsed - played.Since) * Speed);

    // The new speed counts from here; until here the old one does.
    private void Anchor() => _played = _played is { } played ? (PlayedTo(played), clock.Elapsed) : null;

    private void HoldAt(TimeSpan at) => HoldAt(at, LastBefore(at));

    private void HoldAt(TimeSpan at, long sequence)
    {
        (HeldAt, _heldSequence) = (at, sequence);
        log.ShowUpTo(sequence);
        revision.Advance();
    }

    private LabEvent EventAt(long sequence)
    {
        Span<LabEvent> one = [default];
        Journal.Read(sequence, one);
        return one[0];
    }

    /// <summary>Sequence of the last kept event up to a moment; 0 for none.</summary>
    private long LastBefore(TimeSpan at)
    {
        var (low, high) = (Journal.Dropped, Journal.Appended);
        while (low < high)
        {
            var middle = low + ((high - low + 1) / 2);
            (low, high) = EventAt(middle).At <= at ? (middle, high) : (low, middle - 1);
        }

        return low;
    }
}
