using PubSubLab.Lab.Experiments;
using PubSubLab.Lab.Experiments.Files;
using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Tests.Support;

namespace PubSubLab.Lab.Tests.Experiments;

public sealed class ExternalPlanTests
{
    private const string Text = """
        name: own
        topic: incoming
        subscriptions:
          - name: orders
        workers:
          - subscription: orders
            external: true
            command: node service.js
            count: 2
        traffic:
          - count: 1
        faults:
          - at: 1s
            kill: 2
        expect:
          - acked: 1
        """;

    [Fact]
    public void An_external_worker_is_read()
    {
        var plan = PlanReader.Read(Text, "own.yaml");

        plan.Topic.ShouldBe("incoming");
        plan.EachWorker.Count.ShouldBe(2);
        plan.EachWorker[1].Application.ShouldBe(new PlannedApplication("node service.js", TimeSpan.FromSeconds(30)));
        FileExperiment.Parse(Text, "own.yaml").NeedsRealTime(null).ShouldBeTrue();
    }

    [Theory]
    [InlineData("external: true", "external: false", "workers[1].command: 'command' means nothing without 'external: true'")]
    [InlineData("    external: true\n", "", "workers[1].command: 'command' means nothing without 'external: true'")]
    [InlineData("command: node service.js", "handler: echo", "workers[1].handler: 'handler' is for workers of the lab, and an external one is your program; leave it out.")]
    [InlineData("command: node service.js", "maxInFlight: 3", "workers[1].maxInFlight: 'maxInFlight' is for workers of the lab")]
    [InlineData("    command: node service.js\n", "", "faults[1].kill: worker 2 is a program that you start, so the run cannot end it; add 'command'.")]
    [InlineData("command: node service.js", "command: ''", "workers[1].command: a text of 1 to 1000 characters on one line is expected here.")]
    [InlineData("command: node service.js", "connects: 5", "workers[1].connects: '5' has no unit")]
    [InlineData("    external: true\n    command: node service.js\n", "", "topic: fixed names are for applications that know them; add 'external: true' to a worker, or leave 'topic' out.")]
    [InlineData("topic: incoming", "topic: goog-1", "topic: with fixed names this is a name of Pub/Sub, and 'goog-1' must begin with a letter, and not with goog.")]
    [InlineData("name: orders", "name: 1", "subscriptions[1].name: with fixed names this is a name of Pub/Sub, and '1' has 1 character;")]
    [InlineData("- acked: 1", "- acked: 1\n    worker: 1", "expect[1].worker: worker 1 is a program of its own, whose streams have no number; expect of its subscription.")]
    [InlineData("  - name: orders\n", "  - { name: orders, topic: a-b }\n  - { name: other, topic: a.b }\n", "subscriptions[2].topic: programs find 'a-b' and 'a.b' in one variable that ends in A_B; give one of them another name.")]
    [InlineData("  - name: orders\n", "  - name: orders\n  - { name: c-d, topic: a-b }\n  - { name: c_d, topic: a-b }\n", "subscriptions[3].name: programs find 'c-d' and 'c_d' in one variable that ends in C_D; give one of them another name.")]
    public void A_field_that_contradicts_it_is_refused(string part, string replacement, string sentence)
    {
        var wrong = Text.Replace(part, replacement, StringComparison.Ordinal).Replace("subscription: orders", $"subscription: {(replacement == "name: 1" ? "1" : "orders")}", StringComparison.Ordinal);

        Should.Throw<LabException>(() => PlanReader.Read(wrong, "own.yaml")).Message.ShouldContain(sentence);
    }

    [Fact]
    public void A_broker_that_does_not_tell_what_programs_do_refuses_before_the_run() => VirtualTime.Run(async time =>
    {
        var context = new ExperimentContext(new InMemoryTransport(time.Clock), new LabJournal(time.Clock));

        var result = await FileExperiment.Parse(Text, "own.yaml").RunAsync(context, CancellationToken.None);

        result.Outcome.ShouldBe(ExperimentOutcome.NotPossible);
        result.Answer.ShouldEndWith("'pubsublab experiment' on the embedded emulator does.");
    });
}
