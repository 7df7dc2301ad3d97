using PubSubLab.Backends;
using PubSubLab.Configuration;
using PubSubLab.Embedded;
using PubSubLab.Experiments;
using PubSubLab.Lab.Experiments;
using PubSubLab.Output;

namespace PubSubLab.Tests.Experiments;

public sealed class ExperimentRunnerTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_bug_in_one_run_is_its_result_and_others_can_run(bool realTime)
    {
        var order = new RunOrder("broken.yaml", new BrokenExperiment(), LabSetup.Read(SettingValues.None), new EmbeddedOptions { Port = 0 }) { RealTime = realTime };

        var run = await ExperimentRunner.RunAsync(order, static (_, _) => { }, TestContext.Current.CancellationToken);

        (run.Label, run.ExitCode, run.IsProblem).ShouldBe(("broken.yaml", ExitCodes.CouldNotRun, true));
        run.Result.Answer.ShouldStartWith("A bug of pubsublab ended this. Please report these lines. System.DivideByZeroException");
    }

    private sealed class BrokenExperiment : IExperiment
    {
        public string Name => "broken";

        public string Title => "";

        public string Question => "";

        public string WatchFor => "";

        public string Rule => "";

        public Lesson Lesson => throw new NotSupportedException("Nobody predicts it.");

        public Task<ExperimentResult> RunAsync(ExperimentContext context, CancellationToken cancellation) => throw new DivideByZeroException();
    }
}
