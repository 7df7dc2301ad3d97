using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Publishing;
using PubSubLab.Lab.Transports;
using PubSubLab.Lab.Workers;

namespace PubSubLab.Lab.Experiments;

/// <summary>Shows what happens to a crashed worker's tasks.</summary>
public sealed class CrashExperiment : IExperiment
{
    /// <summary>Longer than the run, so that nothing is finished before the crash.</summary>
    private static readonly TimeSpan s_never = TimeSpan.FromMinutes(10);

    /// <summary>Time before the crash: long enough to see, and well within the leases.</summary>
    private static readonly TimeSpan s_atWork = TimeSpan.FromSeconds(2);

    /// <summary>The longest time that a run waits for a broker.</summary>
    private static readonly TimeSpan s_longestWait = TimeSpan.FromMinutes(2);

    /// <summary>Tolerance for network and load before a deadline counts as missed.</summary>
    private static readonly TimeSpan s_tolerance = TimeSpan.FromSeconds(2);

    private readonly ReturnRule _returns;

    /// <summary>The experiment in the words of Pub/Sub.</summary>
    public CrashExperiment()
        : this(ReturnRule.AckDeadline)
    {
    }

    private CrashExperiment(ReturnRule returns) => (_returns, Lesson) = (returns, LessonOf(returns));

    /// <inheritdoc/>
    public string Name => "crash";

    /// <inheritdoc/>
    public string Title => "A worker dies holding tasks";

    /// <inheritdoc/>
    public string Question => "When a worker crashes, what becomes of the tasks it held?";

    /// <inheritdoc/>
    public string WatchFor => _returns.HasLeases
        ? "Bars that end in ✗ at the crash; the leases that outlive them (┄) run out at ○, and then the same tasks come to the other worker (↳)."
        : $"Bars that end in ✗ at the crash. {(_returns.IsAtOnce ? "At" : "After")} the {_returns.Because} the same tasks come to the other worker (↳).";

    /// <inheritdoc/>
    public string Rule => _returns.Explanation;

    /// <inheritdoc/>
    public Lesson Lesson { get; }

    /// <inheritdoc/>
    public IExperiment On(TransportCapabilities can) => can.Returns == _returns ? this : new CrashExperiment(can.Returns);

    /// <inheritdoc/>
    public async Task<ExperimentResult> RunAsync(ExperimentContext context, CancellationToken cancellation)
    {
        var tasks = context.Messages ?? 5;
        var spec = new WorkerSpec { Handler = "slow" };
        var returns = (await context.Transport.GetCapabilitiesAsync(cancellation)).Returns;
        var held = returns.HeldFor(spec.AckDeadline);
        if (held > s_longestWait)
        {
            return ExperimentResult.NotPossible(Name, $"the {returns.Because} of {context.Transport.Description} is {Durations.Format(held)}; a run waits for at most {Durations.Format(s_longestWait)}");
        }

        await using var scene = await context.OpenAsync("crash", [new SubscriptionSpec("all", "")], context.HandlerOptions with { SlowFor = s_never }, cancellation);
        var victim = await scene.SpawnAsync(spec, cancellation);
        context.Say($"{victim.Name} takes {tasks} tasks that it will not finish. {(returns.IsAtOnce ? "They come back at the" : "They come back after the")} {returns.Because}{(returns.IsAtOnce ? "" : $", {Durations.Format(held)}")}.");
        await scene.Publisher.PublishAsync(new PublishOrder(new TaskDraft()) { Count = tasks }, null, cancellation);
        await scene.WaitUntilAsync(f => f.Delivered >= tasks, TimeSpan.FromSeconds(30), cancellation);

        await Task.Delay(s_atWork, context.Journal.Time, cancellation);
        var killedAt = context.Journal.Now;
        victim.Kill();
        var heir = await scene.SpawnAsync(spec with { Handler = "echo" }, cancellation);
        context.Say($"{victim.Name} is killed; {heir.Name} is ready at once{(returns.IsAtOnce ? "" : $", and has nothing to do until the {returns.Because} has passed")}.");
        if (!await scene.WaitUntilAsync(f => f.Missing == 0, held + TimeSpan.FromSeconds(30), cancellation))
        {
            context.Say($"Gave up waiting: {scene.Facts.Missing} tasks never came back.");
        }

        return Judge(scene.Facts.ReadStories(), heir.Name, tasks, killedAt, returns, held);
    }

    private static Lesson LessonOf(ReturnRule returns)
    {
        var held = returns.IsAtOnce ? "10 s" : Durations.Format(returns.HeldFor(new WorkerSpec().AckDeadline));
        var known = returns switch
        {
            { HasLeases: true } => $"; leases last {held}",
            { IsAtOnce: true } => "",
            _ => $"; the {returns.Because} is {held}",
        };
        return new Lesson
        {
            Order = 30,
            Prediction = new Prediction(
                $"A worker dies holding five tasks{known}. When do others get them?", ["At once", $"Within {held}", "Never"],
                static result => result.Outcome != ExperimentOutcome.Holds ? null : RuleOf(result) is { Value: 0 } ? 0 : 1),
            Captions = CaptionsOf(returns),
            Card = static result => new Card(
                $"{RuleOf(result) switch { { Value: 0 } => "Its connection ends", { Name: "ack deadline" } => "Its leases run out", var passed => $"The {passed?.Name} passes" }}; then the others get its tasks.",
                $"back {result.ValueOf("first back after"):0.0} to {result.ValueOf("last back after"):0.0} s after the crash",
                [
                    result.Bar("first back", "first back after", "0.0", "s"),
                    result.Bar("last back", "last back after", "0.0", "s"),
                    .. RuleOf(result) is { } rule ? new[] { result.Bar(rule.Name, rule.Name, "0.0", "s") } : [],
                ]),
            Variations = [new Variation("20 tasks", new RunSettings { Messages = 20 })],
        };
    }

    private static Caption[] CaptionsOf(ReturnRule returns)
    {
        var (taken, killed, back) = returns switch
        {
            { HasLeases: true } => (
                "Five tasks, five leases: nobody else gets them now.", "Killed. Nobody tells Pub/Sub; the leases go on.", "The leases are over: the tasks go to another worker."),
            { IsAtOnce: true } => (
                "Five tasks at one worker: nobody else gets them now.", $"Killed. The broker sees the {returns.Because}.", "The broker gives the tasks to another worker at once."),
            _ => (
                "Five tasks at one worker: nobody else gets them now.", $"Killed. Nobody tells the broker; the {returns.Because} goes on.", $"The {returns.Because} has passed: another worker gets the tasks."),
        };
        return [Caption.On(LabEventKind.Delivered, 5, taken), Caption.On(LabEventKind.WorkerKilled, 1, killed), Caption.On(LabEventKind.Delivered, 6, back)];
    }

    /// <summary>The broker's rule, the last figure: its name and its time.</summary>
    private static Figure? RuleOf(ExperimentResult result) => result.Figures.Count > 0 ? result.Figures[^1] : null;

    private ExperimentResult Judge(IReadOnlyList<MessageStory> stories, string heir, int tasks, TimeSpan killedAt, ReturnRule returns, TimeSpan held)
    {
        var back = stories.SelectMany(s => s.Deliveries.Where(d => d.Worker == heir)).Select(d => d.At - killedAt).ToList();
        var done = stories.Count(s => s.Acks.Count == 1);
        var (first, last) = back.Count > 0 ? (back.Min(), back.Max()) : (TimeSpan.Zero, TimeSpan.Zero);
        return ExperimentResult.From(
            Name,
            back.Count == 0
                ? "No task came back."
                : $"{back.Count} of {tasks} tasks came back, {Durations.Format(first)} to {Durations.Format(last)} after the crash: {(returns.IsAtOnce ? $"at the {returns.Because}" : $"the rest of their {returns.Because} of {Durations.Format(held)}")}. Nothing was lost.",
            [
                new Expectation("tasks that came back", $"{tasks}", $"{back.Count}", back.Count == tasks),
                new Expectation("done in the end, each once", $"{tasks}", $"{done}", done == tasks),
                .. returns.IsAtOnce
                    ? Array.Empty<Expectation>()
                    : [new Expectation(returns.HasLeases ? "none came back while its lease held" : $"none came back before the {returns.Because}", "more than 1 s after the crash", Durations.Format(first), back.Count > 0 && first > TimeSpan.FromSeconds(1))],
                new Expectation("all came back when it ended", returns.IsAtOnce ? "at once" : $"within {Durations.Format(held)}", Durations.Format(last), back.Count > 0 && last <= held + s_tolerance),
            ],
            [new Figure("first back after", first.TotalSeconds, "s"), new Figure("last back after", last.TotalSeconds, "s"), new Figure(returns.Because, held.TotalSeconds, "s")]);
    }
}
