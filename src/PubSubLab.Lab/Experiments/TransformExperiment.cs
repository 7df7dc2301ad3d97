using System.Text.Json;
using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Publishing;
using PubSubLab.Lab.Transports;
using PubSubLab.Lab.Workers;

namespace PubSubLab.Lab.Experiments;

/// <summary>A subscription whose function changes tasks, drops some and fails on others, beside a plain one.</summary>
public sealed class TransformExperiment : IExperiment
{
    private const string Plain = "plain";
    private const string Changed = "changed";
    private const string Letters = "letters-sub";
    private const string NumberedTask = """{"task_id":"{n}","foo":"bar"}""";
    private const int Attempts = 5;
    private const int Every = 5;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private static readonly TransformSpec s_transform = new("check", """
        function check(message, metadata) {
          const number = Number(JSON.parse(message.data).task_id);
          if (number % 5 === 0) { return null; }
          if (number % 5 === 1) { throw new Error("unreadable"); }
          message.attributes.checked = "yes";
          return message;
        }
        """);

    /// <inheritdoc/>
    public string Name => "transforms";

    /// <inheritdoc/>
    public string Title => "A function between topic and worker";

    /// <inheritdoc/>
    public string Question => "What happens to a message that a subscription's function drops, and to one on which it fails?";

    /// <inheritdoc/>
    public string WatchFor => "One worker gets every task. The other gets most: the function drops a fifth, and a fifth fails five times and arrives on another topic.";

    /// <inheritdoc/>
    public string Rule =>
        "A subscription's message transform runs before delivery. A message for which it returns null is acknowledged for that subscription. A failure counts as a " +
        "failed delivery, so the message is retried and then dead-lettered; no worker gets it (Pub/Sub docs, Single Message Transforms).";

    /// <inheritdoc/>
    public Lesson Lesson { get; } = new()
    {
        Order = 95,
        Prediction = Prediction.OfRule(
            "The function of a subscription fails on a message each time. The subscription allows five attempts and names a dead-letter topic. How often does the worker get the message?", 2,
            "Five times", "Once, as it was published", "Never"),
        Captions =
        [
            Caption.On(LabEventKind.TransformFailed, 1, "The function failed. That is a failed delivery, without a worker."),
            Caption.On(LabEventKind.FilteredOut, 1, "The function returned null: this subscription is done with the message."),
            Caption.On(LabEventKind.DeadLettered, 1, "Five failures: it moves to the dead-letter topic as it was published."),
        ],
        Card = static result => new Card(
            "A function that fails costs attempts, and no worker sees the message.",
            $"{result.ValueOf("tasks with the function"):0} of {result.ValueOf("tasks without"):0} tasks arrived; {result.ValueOf("dead letters"):0} became dead letters",
            [
                result.Bar("without", "tasks without", "0", "tasks"),
                result.Bar("with", "tasks with the function", "0", "tasks"),
            ]),
        Variations = [new Variation("50 tasks", new RunSettings { Messages = 50 })],
    };

    /// <inheritdoc/>
    public async Task<ExperimentResult> RunAsync(ExperimentContext context, CancellationToken cancellation)
    {
        if (!(await context.Transport.GetCapabilitiesAsync(cancellation)).Transforms)
        {
            return ExperimentResult.NotPossible(Name, $"{context.Transport.Description} has no message transforms; the embedded emulator has.");
        }

        var tasks = context.Messages ?? 10;
        SubscriptionSpec[] subscriptions =
        [
            new(Plain, ""),
            new(Changed, "") { Transform = s_transform, DeadLetterTopic = "letters", MaxDeliveryAttempts = Attempts },
            new(Letters, "letters"),
        ];
        await using var scene = await context.OpenAsync("transforms", subscriptions, context.HandlerOptions, cancellation);
        foreach (var purpose in (string[])[Plain, Changed, Letters])
        {
            await scene.SpawnAsync(new WorkerSpec { Subscription = purpose }, cancellation);
        }

        context.Say($"{tasks} tasks to two subscriptions. The function of {Changed} drops every fifth and fails on every fifth; {Attempts} failures make a dead letter.");
        await scene.Publisher.PublishAsync(new PublishOrder(new TaskDraft { Json = NumberedTask, FillsPlaceholders = true }) { Count = tasks }, null, cancellation);
        var (dropped, _) = Numbers(scene);
        if (!await scene.WaitUntilAsync(f => f.Acked >= (2 * tasks) - dropped, s_patience, cancellation))
        {
            context.Say($"Gave up waiting: {scene.Facts.Acked} of {(2 * tasks) - dropped} were done.");
        }

        return Judge(scene, tasks);
    }

    private ExperimentResult Judge(Scene scene, int tasks)
    {
        var (dropped, failing) = Numbers(scene);
        var delivered = scene.Facts.ReadStories().SelectMany(static s => s.Events).Where(static e => e.Kind == LabEventKind.Delivered).ToList();
        int On(string purpose) => delivered.Where(e => e.Subscription == scene.NameOf(purpose)).Select(static e => e.Message).Distinct().Count();
        var (plain, changed, letters) = (On(Plain), On(Changed), On(Letters));
        return ExperimentResult.From(
            Name,
            $"Of {tasks} tasks {plain} arrived without the function and {changed} with it: it dropped {dropped}, and {letters} on which it failed became dead letters. No worker of that subscription saw them.",
            [
                new Expectation("tasks without the function", $"{tasks}", $"{plain}", plain == tasks),
                new Expectation("tasks with the function", $"{tasks - dropped - failing}", $"{changed}", changed == tasks - dropped - failing),
                new Expectation("dead letters of those on which it fails", $"{failing}", $"{letters}", letters == failing),
            ],
            [new Figure("tasks without", plain), new Figure("tasks with the function", changed), new Figure("dropped", dropped), new Figure("dead letters", letters)]);
    }

    // The published tasks that the function drops, and those on which it fails.
    private static (int Dropped, int Failing) Numbers(Scene scene)
    {
        var numbers = scene.Facts.ReadStories()
            .Where(s => s.Message.Topic == scene.Topic)
            .Select(static s => int.Parse(JsonDocument.Parse(s.Message.Text).RootElement.GetProperty("task_id").GetString()!, System.Globalization.CultureInfo.InvariantCulture) % Every)
            .ToList();
        return (numbers.Count(static n => n == 0), numbers.Count(static n => n == 1));
    }
}
