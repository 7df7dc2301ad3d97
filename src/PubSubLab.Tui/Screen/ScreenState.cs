using PubSubLab.Lab;
using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Recordings;
using PubSubLab.Lab.Workers;
using PubSubLab.Tui.Keys;
using PubSubLab.Tui.Layout;
using PubSubLab.Tui.Log;
using PubSubLab.Tui.Publishing;
using PubSubLab.Tui.Routing;
using PubSubLab.Tui.Theming;

namespace PubSubLab.Tui.Screen;

/// <summary>What the panes share: the lab, the look, what is selected, and whether the view stands still. Used on the screen's thread only.</summary>
internal sealed class ScreenState : IAsyncDisposable
{
    private readonly long _openedAt;
    private long _heldSequence;

    // From which moment of the recording, and when by the person's clock, it has been played.
    private (TimeSpan From, TimeSpan Since)? _played;

    /// <summary>How many times as fast as it happened a recording is played at most; and one of so many is the slowest.</summary>
    public const double MostPlaySpeed = 64;

    private const string OtherProgram = "other program";
    private static readonly TimeSpan s_endedStay = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_noticeFor = TimeSpan.FromSeconds(6);

    public ScreenState(LabSession session, ThemeName theme)
    {
        Session = session;
        Theme = Theme.Of(theme);
        Log = new LogView(session.Journal, Elsewhere);
        ScreenTime = session.Ports.Clock?.Real ?? session.Journal.Time;
        Work = new BackgroundWork(ScreenTime, Fail);
        _openedAt = ScreenTime.GetTimestamp();
        Publishing = new PublishControl(this);
        Experiments = new ExperimentControl(this);
        Workers = new WorkerDesk(this);
        Routing = new RoutingControl(this);
        Time = new TimeDesk(this);
    }

    public LabSession Session { get; }

    /// <summary>The clock of the person at the screen, which goes on where the lab's is stopped.</summary>
    public TimeProvider ScreenTime { get; }

    public LabJournal Journal => Session.Journal;

    public Theme Theme { get; set; }

    public LogView Log { get; }

    public PublishControl Publishing { get; }

    public ExperimentControl Experiments { get; }

    /// <summary>The workers that commands work on.</summary>
    public WorkerDesk Workers { get; }

    public RoutingControl Routing { get; }

    /// <summary>The lab's time, where the backend's can be controlled.</summary>
    public TimeDesk Time { get; }

    public BackgroundWork Work { get; }

    /// <summary>The keys as they are here and now: the table, with what the person changed.</summary>
    public IReadOnlyList<KeyTableEntry> Keys { get; private set; } = KeyTable.All;

    /// <summary>Whether the person chose the theme, so that it is worth remembering.</summary>
    public bool ThemeChosen { get; set; }

    public TimeFormat TimeFormat { get; set; }

    public bool MouseOn { get; set; } = true;

    /// <summary>Whether what is published goes to a real project, where it costs money and others may listen.</summary>
    public bool IsCloud => Session.Transport.Description.StartsWith("cloud", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether the person has agreed to publish to a real project.</summary>
    public bool CloudConfirmed { get; set; }

    /// <summary>Whether the person has agreed to have a strategy's topics and subscriptions made on a real project.</summary>
    public bool MakingConfirmed { get; set; }

    /// <summary>Whether the person has agreed to take messages on a real project.</summary>
    public bool ListeningConfirmed { get; set; }

    /// <summary>The moment at which log and timeline are held, null while they run; in a recording everything is held there.</summary>
    public TimeSpan? HeldAt { get; private set; }

    /// <summary>Now, as the timeline shows it.</summary>
    public TimeSpan ViewNow => HeldAt ?? Journal.Now;

    /// <summary>Whether a recording is looked at, in which nothing can be done.</summary>
    public bool IsRecording => Session.Ports.Recording is not null;

    /// <summary>Whether a recording runs on by itself from the moment that is shown.</summary>
    public bool IsPlaying => _played is not null;

    /// <summary>How many times as fast as it happened a recording is played.</summary>
    public double PlaySpeed { get; private set; } = 1;

    /// <summary>What counts and rows show: everything so far; in a recording, up to the moment that is held.</summary>
    public JournalFold Shown => Session.Ports.Recording is { } recording && HeldAt is not null ? recording.At(_heldSequence) : Journal.Fold;

    /// <summary>The moment of <see cref="Shown"/>.</summary>
    public TimeSpan ShownNow => IsRecording ? ViewNow : Journal.Now;

    /// <summary>The workers' names, the selected one, and what the next spawned one is like.</summary>
    public string? SelectedWorker { get; set; }

    /// <summary>What <c>+</c> spawns into the lab.</summary>
    public WorkerSpec NextWorker { get; set; } = new();

    /// <summary>The strategy by which the last worker of the lab listens that was asked for; <c>none</c> for none.</summary>
    public string NextRoute { get; set; } = "none";

    /// <summary>The message that message commands work on: while the log follows, that of its newest line; where that is about none, the one before.</summary>
    public LabMessage? SelectedMessage
    {
        get => Log.Following && Log.ReadSelected()?.Message is { } newest ? field = newest : field;
        set;
    }

    /// <summary>The log's filters that were used.</summary>
    public FilterHistory Filters { get; } = new();

    /// <summary>How the screen was arranged last; the window arranges itself so when it opens, and says how it was when it closes.</summary>
    public KeptLayout Layout { get; set; } = new();

    /// <summary>What a worker did before it was made slow.</summary>
    public Dictionary<string, string> HandlerBeforeSlow { get; } = new(StringComparer.Ordinal);

    public Notice? Notice { get; private set; }

    /// <summary>Recorder of the session, or null.</summary>
    public JournalRecorder? Recorder { get; init; }

    /// <summary>Counts every change that is not in the journal, so that panes know when to draw.</summary>
    public int Version { get; private set; }

    /// <summary>The running experiment's workers, the lab's, then other programs' streams: those that are open, and for a minute those that were.</summary>
    public IReadOnlyList<WorkerStatus> ReadWorkers()
    {
        var (own, now) = (ReadOwnWorkers(), ShownNow);
        var others = Shown.Workers.Read()
            .Where(t => (t.Connected == true || (t.Connected == false && now - t.LastAt < s_endedStay)) && !own.Any(w => w.Name == t.Worker))
            .Select(t => new WorkerStatus(
                t.Worker, t.Connected == true ? WorkerState.Running : WorkerState.Stopped, "", OtherProgram, "", t.Subscription ?? "", int.MaxValue, t, null, null));
        return [.. own, .. others];
    }

    /// <summary>The running experiment's workers and the lab's; in a recording those that lived then, and for a minute those that had.</summary>
    public IReadOnlyList<WorkerStatus> ReadOwnWorkers()
    {
        if (!IsRecording)
        {
            return Workers.ReadStatus();
        }

        var (shown, now) = (Shown, ShownNow);
        return [.. shown.Lives.Read().Where(w => w.EndedAt is not { } end || now - end < s_endedStay).Select(w => Recorded(w, shown))];
    }

    /// <summary>
    /// The selected worker as it is now. Where none is selected, the first one; while an experiment runs, the first of its own or none, so
    /// that a key that was meant for it meets no worker of the lab.
    /// </summary>
    public WorkerStatus? ReadSelectedWorker()
    {
        var all = ReadWorkers();
        if (all.FirstOrDefault(w => w.Name == SelectedWorker) is { } selected)
        {
            return selected;
        }

        var offered = Experiments.IsRunning ? [.. all.Where(w => Workers.IsExperiments(w.Name))] : all;
        return offered.FirstOrDefault(w => w.IsAlive && !IsOther(w)) ?? (offered.Count > 0 ? offered[0] : null);
    }

    /// <summary>Whether it is another program's stream, which the lab shows and cannot command.</summary>
    public static bool IsOther(WorkerStatus worker) => worker.HandlerLabel == OtherProgram;

    public void Changed() => Version++;

    public void Say(string text) => SetNotice(text, false);

    public void Fail(string text) => SetNotice(text, true);

    /// <summary>The key that a command has now, for sentences.</summary>
    public string KeyOf(string id) => Keys.First(k => k.Id == id).FirstKey is { Length: > 0 } key ? key : $"'{KeyTable.Of(id).Title}' in the palette";

    /// <summary>Gives commands other keys, and says what could not be.</summary>
    public void Rebind(IReadOnlyDictionary<string, string[]> keys)
    {
        Keys = KeyTable.With(keys, out var problems);
        if (problems.Count > 0)
        {
            Fail(string.Join(' ', problems));
        }
    }

    /// <summary>Holds log and timeline, and lets them run; a recording is played, from its beginning where it is at its end.</summary>
    public void TogglePause()
    {
        if (IsRecording)
        {
            TogglePlaying();
        }
        else if (HeldAt is null)
        {
            (HeldAt, _heldSequence) = (Journal.Now, Journal.Appended);
            Log.Pause();
            Changed();
        }
        else
        {
            Release();
        }
    }

    /// <summary>Goes to now, and runs with the clock; in a recording, to its end.</summary>
    public void Release()
    {
        HeldAt = null;
        _played = null;
        Log.Follow();
        Changed();
    }

    /// <summary>Where exports are written. Default: the current folder.</summary>
    public string ExportFolder { get; set; } = Directory.GetCurrentDirectory();

    /// <summary>Holds timeline and log, and moves the moment at which they are held.</summary>
    public void Scrub(TimeSpan by) => ScrubTo(ViewNow + by);

    /// <summary>Holds timeline and log at the event before or after the one at which they are held.</summary>
    public void ScrubByEvent(int by)
    {
        var from = HeldAt is null ? Journal.Appended : _heldSequence;
        var to = Math.Clamp(from + by, Math.Min(Journal.Dropped + 1, Journal.Appended), Journal.Appended);
        if (to > 0)
        {
            HoldAt(EventAt(to).At, to);
        }
    }

    /// <summary>Has a recording played faster or slower.</summary>
    public void ChangePlaySpeed(double by)
    {
        Anchor();
        PlaySpeed = Math.Clamp(PlaySpeed * by, 1 / MostPlaySpeed, MostPlaySpeed);
        Changed();
    }

    /// <summary>Lets a notice go when its time is over, and a recording go on that is played.</summary>
    public void Tick()
    {
        if (_played is { } played)
        {
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

        if (Notice is { } notice && notice.Until <= Elapsed)
        {
            Notice = null;
            Changed();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Publishing.DisposeAsync();
        await Work.DisposeAsync();
        Time.Dispose();
    }

    private void TogglePlaying()
    {
        if (_played is not null)
        {
            _played = null;
            Changed();
            return;
        }

        var from = HeldAt is { } held && held < Journal.Now ? held : TimeSpan.Zero;
        _played = (from, Elapsed);
        HoldAt(from);
    }

    /// <summary>Holds timeline and log at a moment.</summary>
    public void ScrubTo(TimeSpan at)
    {
        HoldAt(at < TimeSpan.Zero ? TimeSpan.Zero : at > Journal.Now ? Journal.Now : at);
        _played = _played is null ? null : (HeldAt!.Value, Elapsed);
    }

    private TimeSpan PlayedTo((TimeSpan From, TimeSpan Since) played) => played.From + ((Elapsed - played.Since) * PlaySpeed);

    // What was played until now was so at the speed until now.
    private void Anchor() => _played = _played is { } played ? (PlayedTo(played), Elapsed) : null;

    private void HoldAt(TimeSpan at) => HoldAt(at, LastBefore(at));

    private void HoldAt(TimeSpan at, long sequence)
    {
        (HeldAt, _heldSequence) = (at, sequence);
        Log.ShowUpTo(sequence);
        Changed();
    }

    private LabEvent EventAt(long sequence)
    {
        Span<LabEvent> one = [default];
        Journal.Read(sequence, one);
        return one[0];
    }

    private static WorkerStatus Recorded(WorkerLife life, JournalFold shown) => new(
        life.Name, life.State, life.Handler.Split(' ')[0].ToLowerInvariant(), life.Handler, life.Accepts, life.Subscription, int.MaxValue, shown.Workers.Of(life.Name),
        life.LeftLeasesFor is { } deadline ? shown.Spans.LastLeaseLeftBy(life.Name) + deadline : null, life.Failure);

    /// <summary>The last kept event up to a moment; 0 for none.</summary>
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

    private void Elsewhere(Action<CancellationToken> work) => Work.Start(ending =>
    {
        work(ending);
        return Task.CompletedTask;
    });

    private TimeSpan Elapsed => ScreenTime.GetElapsedTime(_openedAt);

    private void SetNotice(string text, bool error)
    {
        Notice = new Notice(text, error, Elapsed + s_noticeFor);
        Changed();
    }
}
