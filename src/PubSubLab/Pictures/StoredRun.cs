using PubSubLab.Lab.Experiments;
using PubSubLab.Output;

namespace PubSubLab.Pictures;

/// <summary>An experiment that answers with the stored result of a real run: for pictures of what needs real brokers.</summary>
/// <param name="experiment">The experiment that was run.</param>
/// <param name="result">Its result.</param>
internal sealed class StoredRun(IExperiment experiment, ExperimentResult result) : IExperiment
{
    /// <inheritdoc/>
    public string Name => experiment.Name;

    /// <inheritdoc/>
    public string Title => experiment.Title;

    /// <inheritdoc/>
    public string Question => experiment.Question;

    /// <inheritdoc/>
    public string WatchFor => experiment.WatchFor;

    /// <inheritdoc/>
    public string Rule => experiment.Rule;

    /// <inheritdoc/>
    public Lesson Lesson => experiment.Lesson;

    /// <summary>The stored result of an experiment, as <c>experiment --json</c> printed it.</summary>
    public static ExperimentResult ResultOf(string name) => ExperimentReport.Read(StoredAnswers.Read($"{name}.json"));

    /// <inheritdoc/>
    public Task<ExperimentResult> RunAsync(ExperimentContext context, CancellationToken cancellation) => Task.FromResult(result);
}
