using PubSubLab.Transports.Celery.Tests.Support;

namespace PubSubLab.Transports.Celery.Tests;

/// <summary>Experiments judge each broker by its own rules.</summary>
public sealed class ExperimentTests(Servers servers)
{
    [Theory]
    [InlineData("redis", "crash", "")]
    [InlineData("rabbitmq", "crash", "at once")]
    [InlineData("redis", "dead-letter", "")]
    [InlineData("rabbitmq", "dead-letter", "")]
    [InlineData("rabbitmq", "distribution", "")]
    public async Task Holds(string name, string experiment, string said)
    {
        Needs.Skip(name);
        var backend = await servers.AloneAsync(name);
        await using var program = LabProgram.Start(backend, "experiment", experiment);
        await program.EndAsync().WaitAsync(TimeSpan.FromMinutes(3), TestContext.Current.CancellationToken);

        program.ExitCode.ShouldBe(0, program.Said);
        program.Said.ShouldContain(said);
    }
}
