namespace PubSubLab.Lab.Experiments;

/// <summary>A question before the run, with answers to choose from. It asks nothing that the service leaves open.</summary>
/// <param name="SetUp">The set-up and the question.</param>
/// <param name="Answers">Two to four answers.</param>
/// <param name="Right">The place of the answer that the result confirms; null where it confirms none.</param>
public sealed record Prediction(string SetUp, IReadOnlyList<string> Answers, Func<ExperimentResult, int?> Right)
{
    /// <summary>A prediction whose right answer is a rule; a run that shows what was expected confirms it.</summary>
    /// <param name="setUp">The set-up and the question.</param>
    /// <param name="right">Place of the right answer, from 0.</param>
    /// <param name="answers">The answers.</param>
    public static Prediction OfRule(string setUp, int right, params IReadOnlyList<string> answers) =>
        new(setUp, answers, result => result.Outcome == ExperimentOutcome.Holds ? right : null);

    /// <summary>A prediction of a figure: the answer nearest to it, as a ratio, is right.</summary>
    /// <param name="setUp">The set-up and the question.</param>
    /// <param name="figure">The figure's name in the result.</param>
    /// <param name="answers">The answers with their values, above 0.</param>
    public static Prediction OfFigure(string setUp, string figure, params IReadOnlyList<(string Answer, double Value)> answers) => new(
        setUp,
        [.. answers.Select(a => a.Answer)],
        result => result.ValueOf(figure) is { } value && value > 0 ? Enumerable.Range(0, answers.Count).MinBy(i => Math.Abs(Math.Log(answers[i].Value / value))) : null);
}
