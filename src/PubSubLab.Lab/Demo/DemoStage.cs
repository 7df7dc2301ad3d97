using PubSubLab.Lab.Handlers;
using PubSubLab.Lab.Publishing;
using PubSubLab.Lab.Transports;
using PubSubLab.Lab.Workers;

namespace PubSubLab.Lab.Demo;

/// <summary>
/// What the demo's steps work on: the lab's own publisher and workers, as the keys do, and what came of it. What it makes stays for the
/// person: workers as the lab's own, topic and subscription of the filter until the session ends.
/// </summary>
public sealed class DemoStage
{
    private const string UserTopic = "lab-users";
    private const string UserSubscription = "lab-shard-7";
    private const string UserAttribute = "user_id_mod_100";
    private static readonly TimeSpan s_stopping = TimeSpan.FromSeconds(1);

    private readonly LabSession _session;
    private readonly Dictionary<string, (long Delivered, long Acked)> _before = new(StringComparer.Ordinal);
    private long _deliveredAtKill;

    // Counts go by name, so each demo of a session has a filter of its own: it lets one of forty through, and not two of eighty.
    private string _ofThisDemo = "";

    internal DemoStage(LabSession session) => _session = session;

    /// <summary>Called with the worker that a step is about. Default: nobody looks.</summary>
    internal Action<string> Looks { get; set; } = _ => { };

    /// <summary>The worker that is killed later.</summary>
    public string First { get; private set; } = "";

    /// <summary>The worker that takes over.</summary>
    public string Second { get; private set; } = "";

    /// <summary>Whether the second worker has got a task of the first.</summary>
    public bool HasTakenOver => Second.Length > 0 && Delivered(Second) > _deliveredAtKill;

    /// <summary>Deliveries of a worker since the demo began.</summary>
    public long Delivered(string worker) => _session.Journal.Workers.Of(worker).Delivered - _before.GetValueOrDefault(worker).Delivered;

    /// <summary>Acknowledgements of a worker since the demo began.</summary>
    public long Acked(string worker) => _session.Journal.Workers.Of(worker).Acked - _before.GetValueOrDefault(worker).Acked;

    /// <summary>Outstanding tasks of a worker.</summary>
    public int Outstanding(string worker) => _session.Journal.Workers.Of(worker).InHand;

    /// <summary>Publishes tasks to the lab's topic.</summary>
    public Task PublishAsync(int count, TimeSpan every, CancellationToken cancellation) =>
        _session.Publisher.PublishAsync(new PublishOrder(new TaskDraft()) { Count = count, Every = every }, null, cancellation);

    /// <summary>Gives a worker another handler.</summary>
    public Task SwitchAsync(string worker, string handler, CancellationToken cancellation) => _session.Workers.SwitchHandlerAsync(handler, worker, cancellation);

    /// <summary>Lets a worker take a time for each task.</summary>
    public void Slow(string worker, TimeSpan each) => _session.Workers.SwitchHandler(new SlowHandler(_session.Handlers.Options with { SlowFor = each }), worker);

    /// <summary>Spawns the second worker.</summary>
    public async Task SpawnSecondAsync(string handler, CancellationToken cancellation) =>
        Second = (await _session.Workers.SpawnAsync(new WorkerSpec { Handler = handler }, cancellation)).Name;

    /// <summary>Kills the first worker as a crash would.</summary>
    public void KillFirst()
    {
        _deliveredAtKill = Delivered(Second);
        _session.Workers.Kill(First);
    }

    /// <summary>Brings a worker into sight.</summary>
    public void LookAt(string worker) => Looks(worker);

    /// <summary>Makes a topic and a subscription whose filter lets one user group through, with a worker on it.</summary>
    public async Task OpenFilterAsync(CancellationToken cancellation)
    {
        var subscription = UserSubscription + _ofThisDemo;
        await _session.MakeTemporaryAsync(new SubscriptionSpec(subscription, UserTopic + _ofThisDemo) { Filter = $"attributes.{UserAttribute} = \"7\"" }, cancellation);
        var worker = await _session.Workers.SpawnAsync(new WorkerSpec { Subscription = subscription }, cancellation);
        LookAt(worker.Name);
    }

    /// <summary>Publishes one task to each of some user groups.</summary>
    public Task PublishToUsersAsync(int users, TimeSpan every, CancellationToken cancellation)
    {
        var draft = new TaskDraft { Attributes = new Dictionary<string, string>(StringComparer.Ordinal) { [UserAttribute] = Placeholder.Number.Text } };
        return _session.Publisher.PublishAsync(new PublishOrder(draft) { Count = users, Every = every, Topic = UserTopic + _ofThisDemo }, null, cancellation);
    }

    /// <summary>Why the demo cannot begin on the lab as it is; null where it can.</summary>
    internal static string? WhyNot(LabSession session) => session.Transport.IsCloud
        ? "the demo publishes and kills workers, which a real project bills and others may notice. Open the lab without --backend cloud."
        : null;

    /// <summary>Leaves one worker that accepts everything and works at once.</summary>
    internal async Task SetAsync(CancellationToken cancellation)
    {
        var alive = _session.Workers.ReadStatus().Where(w => w.IsAlive).ToList();
        if (alive is not [{ Subscription: var on, Name: var name }] || on != _session.Workers.DefaultSubscription
            || _session.Workers.Get(name).Spec.Accepts.UserIds.Count > 0 || Outstanding(name) > 0)
        {
            await Task.WhenAll(alive.Select(w => _session.Workers.StopAsync(w.Name, s_stopping)));
            await _session.Workers.ClearEndedAsync();
            name = (await _session.Workers.SpawnAsync(new WorkerSpec(), cancellation)).Name;
        }

        await LeaveEarlierFiltersAsync(cancellation);
        First = name;
        await SwitchAsync(First, "echo", cancellation);
        foreach (var worker in _session.Journal.Workers.Read())
        {
            _before[worker.Worker] = (worker.Delivered, worker.Acked);
        }
    }

    /// <summary>Removes the filters of earlier demos, and finds the ending of the names in this one.</summary>
    private async Task LeaveEarlierFiltersAsync(CancellationToken cancellation)
    {
        var seen = _session.Journal.Flows.Read(_session.Journal.Now, 1).Subscriptions.Select(s => s.Name).ToHashSet(StringComparer.Ordinal);
        for (var demo = 2; seen.Contains(UserSubscription + _ofThisDemo); demo++)
        {
            await _session.RemoveTemporaryAsync(UserSubscription + _ofThisDemo, cancellation);
            _ofThisDemo = $"-{demo}";
        }
    }
}
