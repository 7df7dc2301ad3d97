using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Runs;
using PubSubLab.Lab.Wording;
using PubSubLab.Lab.Workers;

namespace PubSubLab.Lab.Tests.Runs;

public sealed class KeptWorkersTests : IDisposable
{
    private readonly KeptDirectory _directory = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Workers_of_the_last_run_are_offered_with_their_settings_and_not_spawned()
    {
        await using (var session = await _directory.OpenAsync())
        {
            session.Kept!.HasRun.ShouldBeFalse();
            await session.Workers.SpawnAsync(new WorkerSpec { MaxInFlight = 7, Accepts = AcceptanceRule.Users("u1", "u2") }, Cancellation);
            await session.Workers.SpawnAsync(new WorkerSpec { Handler = "slow", AckDeadline = TimeSpan.FromSeconds(20), PoisonAttribute = "p" }, Cancellation);
            await session.Workers.SwitchHandlerAsync("flaky", "w1", Cancellation);
            await session.Workers.SpawnAsync(new WorkerSpec(), Cancellation);
            session.Workers.Kill("w3");
        }

        await using var next = await _directory.OpenAsync();
        next.Kept!.HasRun.ShouldBeTrue();
        next.Workers.Workers.ShouldBeEmpty();
        next.Workers.Earlier.Read().Select(s => (s.Name, s.Handler, s.MaxInFlight, s.AckDeadline, s.PoisonAttribute, s.Subscription, string.Join(' ', s.Accepts.UserIds.Order()))).ShouldBe(
        [
            ("w1", "flaky", 7, TimeSpan.FromSeconds(10), null, "lab-tasks-sub", "u1 u2"), ("w2", "slow", 1_000, TimeSpan.FromSeconds(20), "p", "lab-tasks-sub", ""),
        ]);

        (await next.Workers.Earlier.RespawnAsync(next.Workers, Cancellation)).Select(w => w.Name).ShouldBe(["w1", "w2"]);
        next.Workers.Earlier.Read().ShouldBeEmpty();
        next.Workers.Get("w1").Spec.Accepts.UserIds.Order().ShouldBe(["u1", "u2"]);
    }

    [Fact]
    public async Task Workers_that_were_not_respawned_are_offered_again_by_the_next_run()
    {
        await using (var session = await _directory.OpenAsync())
        {
            await session.Workers.SpawnAsync(new WorkerSpec { Handler = "slow" }, Cancellation);
        }

        await using (var session = await _directory.OpenAsync())
        {
            await session.Workers.SpawnAsync(new WorkerSpec(), Cancellation);
        }

        await using var next = await _directory.OpenAsync();
        next.Workers.Earlier.Read().Select(s => s.Handler).ShouldBe(["slow", "echo"]);
        (await next.Workers.Earlier.RespawnAsync(next.Workers, Cancellation)).Select(w => (w.Name, w.Spec.Handler)).ShouldBe([("w1", "slow"), ("w2", "echo")]);
    }

    [Fact]
    public async Task Forgotten_workers_are_not_offered_again()
    {
        await using (var session = await _directory.OpenAsync())
        {
            await session.Workers.SpawnAsync(new WorkerSpec(), Cancellation);
        }

        await using (var session = await _directory.OpenAsync())
        {
            await session.Workers.ClearEndedAsync();
        }

        await using var next = await _directory.OpenAsync();
        next.Workers.Earlier.Read().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_worker_that_cannot_be_respawned_stays_and_the_others_come()
    {
        var earlier = new EarlierWorkers();
        earlier.Offer([new WorkerSpec { Name = "w1", Handler = "gone" }, new WorkerSpec { Name = "w2" }]);
        await using var session = await _directory.OpenAsync();

        (await Should.ThrowAsync<LabException>(() => earlier.RespawnAsync(session.Workers, Cancellation))).Message.ShouldStartWith("w1 was not respawned: There is no handler 'gone'.");

        session.Workers.Workers.Select(w => w.Name).ShouldBe(["w2"]);
        earlier.Read().Select(s => s.Name).ShouldBe(["w1"]);
    }

    [Theory]
    [InlineData("", "cannot be read, so the workers of the earlier run are not known")]
    [InlineData("{\"version\":1,\"workers\":[{\"name\":\"w1\"}]}", "cannot be read, so the workers of the earlier run are not known")]
    [InlineData("{\"version\":1,\"workers\":[{\"name\":\"w1\",\"handler\":\"echo\",\"users\":[],\"subscription\":null,\"maxInFlight\":1,\"poisonAttribute\":null,\"ackDeadlineSeconds\":1e300}]}", "cannot be read")]
    [InlineData("{\"version\":2,\"workers\":[]}", "has version 2, and this program reads version 1. It is left as it is")]
    public async Task A_file_that_cannot_be_read_is_said_and_the_lab_opens(string text, string said)
    {
        await File.WriteAllTextAsync(_directory.Workers, text, Cancellation);

        await using (var session = await _directory.OpenAsync())
        {
            session.Journal.ReadAll().Where(e => e.Kind == LabEventKind.Error).Select(e => EventWords.Of(e)).ShouldHaveSingleItem().ShouldContain(said);
            session.Workers.Earlier.Read().ShouldBeEmpty();
        }

        if (said.Contains("left as it is", StringComparison.Ordinal))
        {
            (await File.ReadAllTextAsync(_directory.Workers, Cancellation)).ShouldBe(text);
        }
    }

    [Fact]
    public async Task A_killed_lab_leaves_its_workers_of_a_second_ago()
    {
        await using var killed = await _directory.OpenAsync();
        await killed.Workers.SpawnAsync(new WorkerSpec { Handler = "slow" }, Cancellation);

        await Eventually.HoldsAsync(
            () => KeptRun.Read(_directory.Path, _directory.Time).Workers is [{ Name: "w1", Handler: "slow" }], "the worker is in the file", _directory.Time, KeptRun.Step);
    }
}
