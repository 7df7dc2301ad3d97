using PubSubLab.Lab;
using PubSubLab.Lab.Experiments;

namespace PubSubLab.Tui.Experiments;

/// <summary>The course: where a person is in it, what was predicted, and what was right.</summary>
internal sealed class Course
{
    private readonly ExperimentRunner _runner;
    private readonly Dictionary<string, KeptPrediction> _kept = new(StringComparer.Ordinal);
    private bool _isOpen;
    private bool _asks;
    private bool _showsFigures;

    public Course(ExperimentRunner runner)
    {
        _runner = runner;
        runner.Ended += (_, run) => Keep(run.Value);
    }

    /// <summary>Raised when an outcome was kept.</summary>
    public event EventHandler? Changed;

    /// <summary>The chosen question.</summary>
    public IExperiment Current => _runner.Current;

    /// <summary>Place of the chosen answer.</summary>
    public int Answer { get; private set; }

    /// <summary>The shown part of the chosen question.</summary>
    public CourseView View => !_isOpen ? CourseView.List
        : _runner.Running == Current.Name ? CourseView.Watch
        : _asks || _runner.LastRun(Current) is not { EndedAt: not null } ? CourseView.Predict
        : _showsFigures ? CourseView.Figures
        : CourseView.Card;

    /// <summary>The outcomes by question, for the settings.</summary>
    public IReadOnlyDictionary<string, KeptPrediction> Kept => _kept;

    /// <summary>The outcome of a question; null where it was never run to its end.</summary>
    public KeptPrediction? Of(IExperiment experiment) => _kept.GetValueOrDefault(experiment.Name);

    /// <summary>Number of questions that were predicted, and that were predicted right.</summary>
    public (int Predicted, int Right) Score
    {
        get
        {
            var mine = _runner.All.Select(Of).OfType<KeptPrediction>().ToList();
            return (mine.Count(k => k.WasRight is not null), mine.Count(k => k.WasRight == true));
        }
    }

    /// <summary>The question after the chosen one; null where it is the last.</summary>
    public IExperiment? Next => _runner.Chosen + 1 < _runner.All.Count ? _runner.All[_runner.Chosen + 1] : null;

    /// <summary>Title of the command that goes on, for the page and the key's hint.</summary>
    public string GoOnTitle => View switch
    {
        CourseView.List => _runner.Running == Current.Name ? "Watch" : _runner.LastRun(Current) is { EndedAt: not null } ? "Card" : "Question",
        CourseView.Predict => Current.Lesson.Prediction is null ? "Run" : "Answer",
        CourseView.Watch => "Go on",
        _ => Next is { } next ? $"Next: {next.Name}" : "List",
    };

    /// <summary>Takes the outcomes of earlier times.</summary>
    public void Remember(IReadOnlyDictionary<string, KeptPrediction> kept)
    {
        foreach (var (name, prediction) in kept)
        {
            // Edited by hand, a name may have nothing.
            if (prediction is not null)
            {
                _kept[name] = prediction;
            }
        }
    }

    /// <summary>Opens the chosen question: its run or card where there is one, else its prediction.</summary>
    public void Open() => (_isOpen, _asks, _showsFigures, Answer) = (true, false, false, 0);

    /// <summary>Asks the chosen question anew.</summary>
    public void Ask() => (_isOpen, _asks, _showsFigures, Answer) = (true, true, false, 0);

    /// <summary>Opens the next question; after the last one the list.</summary>
    public void GoOn()
    {
        if (Next is null)
        {
            Close();
            return;
        }

        _runner.Choose(_runner.Chosen + 1);
        Open();
    }

    /// <summary>Shows the list; a run goes on.</summary>
    public void Close() => (_isOpen, _asks, _showsFigures) = (false, false, false);

    /// <summary>Shows all figures and checks, or the card again.</summary>
    public void ToggleFigures() => _showsFigures = !_showsFigures;

    /// <summary>Chooses the answer above or below.</summary>
    public void MoveAnswer(int by) => ChooseAnswer(Answer + by);

    /// <summary>Chooses an answer.</summary>
    public void ChooseAnswer(int at) => Answer = Math.Clamp(at, 0, Math.Max(0, (Current.Lesson.Prediction?.Answers.Count ?? 0) - 1));

    /// <summary>Runs the chosen question.</summary>
    /// <param name="said">Place of the predicted answer; null where it was skipped.</param>
    public void Run(int? said) => Start(Current.Lesson.Settings, said, variation: null);

    /// <summary>Runs the chosen question with a change.</summary>
    public void Run(Variation variation) => Start(variation.Settings, said: null, variation.Label);

    /// <summary>The two lines about a card that are worth sending to somebody.</summary>
    /// <param name="run">A run with a card.</param>
    public static string Share(ExperimentRun run)
    {
        var (card, name) = (run.Experiment.Lesson.Card(run.Result!), run.Experiment.Name);
        var said = run is { SaidText: { } mine, RightText: { } right } ? $"I said {Quoted(mine)}, {(mine == right ? "and it was so" : $"it was {Quoted(right)}")}. " : "";
        return OutsideText.Printable($"{name}: {said}{card.Answer}") + "\n" + OutsideText.Printable($"{card.Figure}. Try `pubsublab experiment {name}`.");
    }

    // A figure such as 5 s needs none.
    private static string Quoted(string answer) => answer.Count(c => c == ' ') > 1 ? $"\"{answer}\"" : answer;

    private void Start(RunSettings settings, int? said, string? variation)
    {
        (_isOpen, _asks, _showsFigures) = (true, false, false);
        _runner.Run(settings, said, variation);
    }

    // A changed run says nothing about the prediction, and a skipped one takes nothing back.
    private void Keep(ExperimentRun run)
    {
        if (run.Result is null || run.IsSpoilt || run.Variation is not null || run.Result.Outcome == ExperimentOutcome.NotPossible)
        {
            return;
        }

        var name = run.Experiment.Name;
        if (run is { SaidText: { } said, RightText: { } right })
        {
            _kept[name] = new KeptPrediction(said, said == right);
        }
        else if (!_kept.TryAdd(name, new KeptPrediction()))
        {
            return;
        }

        Changed?.Invoke(this, EventArgs.Empty);
    }
}
