using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Ports;
using PubSubLab.Lab.Workers;
using PubSubLab.Tui.Experiments;
using PubSubLab.Tui.State;
using PubSubLab.Tui.Time;

namespace PubSubLab.Tui.Workers;

/// <summary>The workers that the screen shows, and the selected one.</summary>
internal sealed class WorkerList
{
    private static readonly TimeSpan s_endedStay = TimeSpan.FromMinutes(1);

    private readonly Playback _playback;
    private readonly WorkerTargets _targets;
    private readonly ExperimentRunner _experiments;
    private readonly FleetWatch _fleet;
    private readonly Revision _revision;
    private readonly PerLook<IReadOnlyList<WorkerStatus>> _own;
    private readonly PerLook<IReadOnlyList<WorkerStatus>> _all;
    private readonly PerLook<HashSet<string>> _steered;
    private readonly Queue<Action<WorkerStatus>> _whenThere = new();
    private string? _selected;
    private string? _selectedBefore;
    private string? _offered;
    private int _expected;

    public WorkerList(Playback playback, WorkerTargets targets, ExperimentRunner experiments, Revision revision, FleetWatch fleet)
    {
        (_playback, _targets, _experiments, _revision, _fleet) = (playback, targets, experiments, revision, fleet);
        _own = new(revision, ReadOwnNow);
        _all = new(revision, ReadAllNow);
        _steered = new(revision, () => [.. targets.SteeredNames()]);
        experiments.Started += (_, _) =>
        {
            (_selectedBefore, _selected, _offered) = (_selected, null, null);
            revision.Advance();
        };
        experiments.Ended += (_, _) =>
        {
            (_selected, _offered) = (_selectedBefore, null);
            revision.Advance();
        };
    }

    /// <summary>The running experiment's workers, the lab's, then other programs' streams and workers: present ones, and ended ones for a minute.</summary>
    public IReadOnlyList<WorkerStatus> Read() => _all.Value;

    /// <summary>The running experiment's workers and the lab's; in a recording those of the moment, and ended ones for a minute.</summary>
    public IReadOnlyList<WorkerStatus> ReadOwn() => _own.Value;

    /// <summary>Whether a worker is the running experiment's.</summary>
    public bool IsExperiments(string name) => _steered.Value.Contains(name);

    /// <summary>
    /// The selected worker; where none is selected, the first one. While an experiment runs, that is the first of its own or none, so that a
    /// key for an experiment's worker never reaches a worker of the lab. It stays the same one when it ends: the next Delete must not reach
    /// another worker.
    /// </summary>
    public WorkerStatus? ReadSelected()
    {
        var all = Read();
        if ((all.FirstOrDefault(w => w.Name == _selected) ?? all.FirstOrDefault(w => w.Name == _offered)) is { } selected)
        {
            return selected;
        }

        var choice = _experiments.IsRunning ? [.. all.Where(w => IsExperiments(w.Name))] : all;
        var first = choice.FirstOrDefault(w => w is { IsAlive: true, IsOfOtherProgram: false }) ?? (choice.Count > 0 ? choice[0] : null);
        _offered = first?.Name;
        return first;
    }

    /// <summary>Number of selections so far: others see by it that the selection is a newer one.</summary>
    public int Selections { get; private set; }

    public void Select(string name)
    {
        Selections++;
        _selected = name;
        _revision.Advance();
    }

    /// <summary>Whether a worker is on its way that will be the selected one.</summary>
    public bool IsExpecting => _expected > 0;

    /// <summary>A worker is being spawned in place of the selected one.</summary>
    public void Expect() => _expected++;

    /// <summary>Does something with the expected worker once it is there: a person who goes on pressing keys means that one.</summary>
    public void WhenThere(Action<WorkerStatus> act) => _whenThere.Enqueue(act);

    /// <summary>The expected worker is there and becomes the selected one; null where it could not be spawned.</summary>
    public void Arrived(string? name)
    {
        _expected--;
        if (name is null)
        {
            _whenThere.Clear();
            return;
        }

        Select(name);
        while (!IsExpecting && _whenThere.TryDequeue(out var act) && ReadSelected() is { } there)
        {
            act(there);
        }
    }

    private IReadOnlyList<WorkerStatus> ReadAllNow()
    {
        var (own, now) = (ReadOwn(), _playback.ShownNow);
        var names = own.Select(w => w.Name).ToHashSet(StringComparer.Ordinal);
        var others = _playback.Shown.Workers.Read()
            .Where(t => (t.Connected == true || (t.Connected == false && now - t.LastAt < s_endedStay)) && !names.Contains(t.Worker))
            .Select(WorkerStatus.OfOtherProgram);
        return [.. own, .. others, .. _fleet.Read().Where(w => !names.Contains(w.Name)).Select(w => StatusOf(w, now))];
    }

    private IReadOnlyList<WorkerStatus> ReadOwnNow()
    {
        if (!_playback.IsRecording)
        {
            return _targets.ReadStatus();
        }

        var (shown, now) = (_playback.Shown, _playback.ShownNow);
        return [.. shown.Lives.Read().Where(w => w.EndedAt is not { } end || now - end < s_endedStay).Select(w => Recorded(w, shown))];
    }

    // The worker's own announcements tell its counts.
    private static WorkerStatus StatusOf(FleetWorker worker, TimeSpan now) => WorkerStatus.OfOtherProgram(new WorkerTally(worker.Name)
    {
        Subscription = "",
        Delivered = worker.WorkedAgo is null ? 0 : worker.Processed + worker.Active,
        Acked = worker.Processed,
        Nacked = worker.Retried,
        InHand = worker.Active,
        LastAt = now - (worker.WorkedAgo ?? TimeSpan.Zero),
        Connected = !worker.IsGone,
    }) with
    {
        HandlerLabel = worker.Software.Length > 0 ? worker.Software : "other program",
        HeardAgo = worker.HeardAgo,
    };

    private static WorkerStatus Recorded(WorkerLife life, JournalFold shown) => new(
        life.Name, life.State, life.Handler.Split(' ')[0].ToLowerInvariant(), life.Handler, life.Accepts, life.Subscription, int.MaxValue, shown.Workers.Of(life.Name),
        life.LeftLeasesFor is { } deadline ? shown.Spans.LastLeaseLeftBy(life.Name) + deadline : null, life.Failure);
}
