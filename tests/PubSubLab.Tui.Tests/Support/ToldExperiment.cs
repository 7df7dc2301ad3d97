using PubSubLab.Lab;
using PubSubLab.Lab.Experiments;

namespace PubSubLab.Tui.Tests.Support;

/// <summary>A question whose run says one thing, waits for the test, and ends as the test says.</summary>
internal sealed class ToldExperiment : IExperiment
{
    private readonly TaskCompletionSource _told = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private LabException? _failure;

    public string Name => "told";

    public string Title => "Does a task wait for the one before it?";

    public string Question => "Does a task wait for the one before it?";

    public string WatchFor => "Bars side by side.";

    public string Rule => "A client calls its handler for every message as it comes (Pub/Sub docs, Flow control).";

    /// <summary>Parameters of the last run.</summary>
    public ExperimentContext? Context { get; private set; }

    public Lesson Lesson { get; } = new()
    {
        Order = 1,
        Prediction = Prediction.OfFigure("Ten 5 s tasks are published at once; one worker has room for all ten. Done after?", "elapsed", ("5 s", 5), ("10 s", 10), ("50 s", 50)),
        Captions = [Caption.AtStep(1, "Ten are outstanding at once."), Caption.AtStep(2, "All are done together.")],
        Card = static result => new Card(
            "Together: ten waiting tasks take as long as one.", $"10 tasks of 5 s in {result.ValueOf("elapsed"):0.0} s",
            [new CardBar("room for all", 1, "1.0 × one task"), new CardBar("room for one", 10, "10.0 × one task")]),
        Variations = [new Variation("20 tasks", new RunSettings { Messages = 20 })],
    };

    /// <summary>Whether the result misses what is expected of it.</summary>
    public bool Misses { get; set; }

    /// <summary>The comparison that the run makes; null for none.</summary>
    public ResultTable? Table { get; set; }

    /// <summary>Lets the run end, and those after it.</summary>
    public void Finish() => _told.TrySetResult();

    /// <summary>Lets the run end with an error.</summary>
    public void Fail(string error)
    {
        _failure = new LabException(error);
        Finish();
    }

    public async Task<ExperimentResult> RunAsync(ExperimentContext context, CancellationToken cancellation)
    {
        Context = context;
        context.Say("Ten tasks are published.");
        await _told.Task.WaitAsync(cancellation);
        context.Say("All ten are done.");
        return _failure is null
            ? ExperimentResult.From(Name, "Yes: ten tasks of 5 s took 5 s.", [new Expectation("tasks done", "10", "10", !Misses)], [new Figure("elapsed", Misses ? 0 : 5, "s")]) with { Table = Table }
            : throw _failure;
    }
}
