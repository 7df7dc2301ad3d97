using PubSubLab.Lab.Publishing;
using PubSubLab.Lab.Transports;
using PubSubLab.Lab.Workers;

namespace PubSubLab.Lab.Experiments;

/// <summary>Scenes of a migration in which a setting, or another program, makes the difference.</summary>
internal sealed class MigrationScenes(ExperimentContext context, TransportCapabilities can, MigrationOutcome outcome)
{
    private const int Early = 3;
    private const int Shared = 20;

    /// <summary>Longer than the run.</summary>
    private static readonly TimeSpan s_never = TimeSpan.FromMinutes(10);

    /// <summary>Time before the kill, in which the acknowledgements arrive.</summary>
    private static readonly TimeSpan s_atWork = TimeSpan.FromSeconds(1);

    /// <summary>Time beyond the broker's in which a task that was not lost would have come back.</summary>
    private static readonly TimeSpan s_beyond = TimeSpan.FromSeconds(3);

    private readonly TimeSpan _waits = can.Returns.HeldFor(new WorkerSpec().AckDeadline);

    /// <summary>Expectations of these scenes on a backend, by its own rules.</summary>
    public static IEnumerable<Expectation> ExpectationsOf(MigrationOutcome o)
    {
        if (o.EarlyHeld is { } held)
        {
            yield return new Expectation($"{o.Name}: acks late off, lost", $"{held}, all of the killed worker's", $"{o.EarlyLost}", held > 0 && o.EarlyLost == held);
        }

        yield return new Expectation(
            $"{o.Name}: a handler of {Durations.Format(o.LongHandler)}, run", o.LongIsKept ? "once" : $"more than once: nothing extends the {o.Because}",
            $"{o.LongRuns} x", o.LongIsKept ? o.LongRuns == 1 : o.LongRuns > 1);
        if (o.Mixed is { } mixed)
        {
            yield return new Expectation(
                $"{o.Name}: done by the lab and by Python", $"{mixed.Published} in all, some by each", $"{mixed.ByLab} and {mixed.ByPython}",
                mixed is { ByLab: > 0, ByPython: > 0 } && mixed.ByLab + mixed.ByPython == mixed.Published);
        }
    }

    /// <summary>A worker that acknowledges before the handler is killed.</summary>
    public async Task AckEarlyAsync(CancellationToken cancellation)
    {
        if (!can.EarlyAcks)
        {
            return;
        }

        await using var scene = await context.OpenAsync(
            "migration-early", [new SubscriptionSpec("all", "")], context.HandlerOptions with { SlowFor = s_never }, cancellation);
        var victim = await scene.SpawnAsync(new WorkerSpec { Handler = "slow", AcksLate = false }, cancellation);
        context.Say($"acks late off: {victim.Name} acknowledges {Early} tasks, begins them and is killed.");
        await scene.Publisher.PublishAsync(new PublishOrder(new TaskDraft()) { Count = Early }, null, cancellation);
        await scene.WaitUntilAsync(f => f.Delivered >= Early, TimeSpan.FromSeconds(30), cancellation);
        await Task.Delay(s_atWork, context.Journal.Time, cancellation);
        victim.Kill();
        outcome.EarlyHeld = scene.Facts.Delivered;
        await scene.SpawnAsync(new WorkerSpec(), cancellation);

        // A lost task makes no event: the time in which it would have come back passes.
        await scene.WaitUntilAsync(f => f.Missing == 0, _waits + s_beyond, cancellation);
        outcome.EarlyLost = scene.Facts.Missing;
    }

    /// <summary>A handler takes longer than the broker waits for a silent worker, while another worker is idle.</summary>
    public async Task WorkLongAsync(CancellationToken cancellation)
    {
        var spec = new WorkerSpec { Handler = "slow", MaxInFlight = 1 };
        outcome.LongHandler = 1.3 * (can.Returns.IsAtOnce ? spec.AckDeadline : _waits);
        outcome.LongIsKept = can.Returns.KeptWhileHandling;
        await using var scene = await context.OpenAsync(
            "migration-long", [new SubscriptionSpec("all", "")], context.HandlerOptions with { SlowFor = outcome.LongHandler }, cancellation);
        string[] workers = [(await scene.SpawnAsync(spec, cancellation)).Name, (await scene.SpawnAsync(spec, cancellation)).Name];
        context.Say($"One task of {Durations.Format(outcome.LongHandler)} for two workers; the {can.Returns.Because} gives a silent worker's to the other.");
        await scene.Publisher.PublishAsync(new PublishOrder(new TaskDraft()), null, cancellation);
        var limit = (2 * outcome.LongHandler) + TimeSpan.FromSeconds(30);
        await scene.WaitUntilAsync(f => f.Done == 1 && Array.TrueForAll(workers, w => context.Journal.Spans.InHandOf(w).Count == 0), limit, cancellation);
        outcome.LongRuns = scene.Facts.Delivered;
    }

    /// <summary>A worker of Python beside one of the lab, on one queue.</summary>
    public async Task MixAsync(IForeignFleet? fleet, CancellationToken cancellation)
    {
        if (fleet is null)
        {
            context.Say("Mixed fleet: skipped, Python's Celery has no part in this backend, or its Kombu is not asked for it.");
            return;
        }

        var handlers = context.HandlerOptions with { SlowFor = TimeSpan.FromMilliseconds(200) };
        await using var scene = await context.OpenAsync("migration-mixed", [new SubscriptionSpec("all", "")], handlers, cancellation);
        IForeignWorker started;
        try
        {
            started = await fleet.StartAsync(scene.NameOf("all"), cancellation);
        }
        catch (LabException e)
        {
            outcome.WhyNoPython = "skipped";
            context.Say($"Mixed fleet: skipped. {e.Message}");
            return;
        }

        await using var python = started;
        var own = await scene.SpawnAsync(new WorkerSpec { Handler = "slow", MaxInFlight = 1 }, cancellation);
        context.Say($"Mixed fleet: {own.Name} and a worker of Python share {Shared} tasks of 0.2 s.");
        await scene.Publisher.PublishAsync(new PublishOrder(new TaskDraft { Attributes = new Dictionary<string, string> { ["celery_task"] = "slow" } }) { Count = Shared }, null, cancellation);
        var deadline = context.Journal.Now + TimeSpan.FromSeconds(60);
        int ByLab() => scene.Facts.ReadStories().Count(s => s.Acks.Exists(a => a.Worker == own.Name));
        while (ByLab() + python.Done < Shared && context.Journal.Now < deadline)
        {
            // Tasks that Python does make no event of the lab's.
            await Task.Delay(TimeSpan.FromMilliseconds(100), context.Journal.Time, cancellation);
        }

        outcome.Mixed = new MixedFleet(Shared, ByLab(), python.Done);
    }
}
