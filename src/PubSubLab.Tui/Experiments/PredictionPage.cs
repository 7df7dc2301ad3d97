using PubSubLab.Lab.Experiments;
using PubSubLab.Tui.Keys;
using PubSubLab.Tui.Theming;

namespace PubSubLab.Tui.Experiments;

/// <summary>A question before its run: the set-up, and the answers to choose from.</summary>
internal static class PredictionPage
{
    public static PageLines Of(Course course, ScreenKeys keys, int width)
    {
        var experiment = course.Current;
        var page = new PageLines(width);
        if (experiment.Lesson.Prediction is not { } prediction)
        {
            page.Say(experiment.Question, Role.Strong);
            page.Blank();
            page.Say(experiment.WatchFor, Role.Normal);
            page.Blank();
            page.Say($"{keys.KeyOf(CommandIds.ExperimentRun)}: {course.GoOnTitle}.", Role.Dim);
            return page;
        }

        page.Say(prediction.SetUp, Role.Strong);
        page.Blank();
        for (var i = 0; i < prediction.Answers.Count; i++)
        {
            page.AddAnswer(i, prediction.Answers[i], i == course.Answer);
        }

        page.Blank();
        page.Say($"What do you expect? {keys.KeyOf(CommandIds.ExperimentRun)}: {course.GoOnTitle}. {keys.KeyOf(CommandIds.CourseSkip)} skips.", Role.Dim);
        return page;
    }
}
