using PubSubLab.EndToEnd.Tests.Support;

namespace PubSubLab.EndToEnd.Tests;

/// <summary>
/// Experiments over real sockets with the real client. In virtual time, without either, each of them is tested elsewhere; here are
/// those whose verdict does not depend on how fast the machine is.
/// </summary>
public sealed class ExperimentTests
{
    [Theory]
    [InlineData("ordering")]
    [InlineData("exactly-once")]
    [InlineData("flow-control")]
    [InlineData("dead-letter")]
    public async Task What_the_experiment_expects_is_observed(string name)
    {
        var run = await Lab.RunAsync($"experiment {name} --real-time");

        run.Code.ShouldBe(0, string.Join('\n', run.Lines));
        run.Lines[^1].ShouldBe("Verdict: what was expected was observed.");
    }
}
