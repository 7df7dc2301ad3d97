using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using PubSubLab.Lab.Transports;
using PubSubLab.Transports.Celery.Canvas;
using PubSubLab.Transports.Celery.Consuming;
using PubSubLab.Transports.Celery.Presence;
using PubSubLab.Transports.Celery.Protocol;
using PubSubLab.Transports.Celery.Tests.Support;

namespace PubSubLab.Transports.Celery.Tests.Consuming;

/// <summary>Time limits and revocation of a handler at work.</summary>
public sealed class HandlerCallTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly ConcurrentQueue<string> _said = new();
    private readonly TaskCompletionSource<Verdict> _handler = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<RunEnd> _givenUp = [];

    [Theory]
    [InlineData(3.0, null, "HardLimit")]
    [InlineData(null, 2.0, "SoftLimit")]
    [InlineData(3.0, 2.0, "SoftLimit")]
    public async Task A_handler_that_heeds_its_token_ends_at_the_first_limit(double? hard, double? soft, string end)
    {
        var call = new HandlerCall(Run(hard, soft), _time, _said.Enqueue);
        var running = call.RunAsync(HeedAsync, GiveUpAsync, CancellationToken.None);

        _time.Advance(TimeSpan.FromSeconds(Math.Min(hard ?? 9, soft ?? 9) - 0.1));
        call.End.ShouldBeNull();
        _time.Advance(TimeSpan.FromSeconds(0.1));

        (await running.EndsAsync()).ShouldBe(Verdict.Nack);
        $"{call.End!.Kind}".ShouldBe(end);
        _givenUp.ShouldBeEmpty();
        _said.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_handler_that_does_not_heed_its_token_is_reported_and_given_up_after_the_grace()
    {
        var call = new HandlerCall(Run(3, null), _time, _said.Enqueue);
        var running = call.RunAsync(_ => _handler.Task, GiveUpAsync, CancellationToken.None);

        await Eventually.HoldsAsync(() => _givenUp.Count > 0, "nobody gives it up", _time, TimeSpan.FromSeconds(1));

        _givenUp.Single().ShouldBe(new RunEnd(RunEndKind.HardLimit, 3));
        _said.Single().ShouldContain("still runs 5 s after its time limit of 3 s passed");
        running.IsCompleted.ShouldBeFalse("it still runs, and keeps its place");
        _handler.SetResult(Verdict.Ack);
        (await running.EndsAsync()).ShouldBe(Verdict.Ack);
        _said.Last().ShouldContain("has ended at last");
    }

    [Fact]
    public async Task After_a_soft_limit_alone_a_handler_is_reported_and_waited_for()
    {
        var call = new HandlerCall(Run(null, 2), _time, _said.Enqueue);
        var running = call.RunAsync(_ => _handler.Task, GiveUpAsync, CancellationToken.None);

        await Eventually.HoldsAsync(() => !_said.IsEmpty, "nobody says so", _time, TimeSpan.FromSeconds(1));

        _handler.SetResult(Verdict.Ack);
        (await running.EndsAsync()).ShouldBe(Verdict.Ack);
        _givenUp.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_hard_limit_overtakes_the_soft_one_where_the_handler_goes_on()
    {
        var call = new HandlerCall(Run(3, 2), _time, _said.Enqueue);
        var running = call.RunAsync(_ => _handler.Task, GiveUpAsync, CancellationToken.None);

        await Eventually.HoldsAsync(() => _givenUp.Count > 0, "nobody gives it up", _time, TimeSpan.FromSeconds(1));

        call.End!.Kind.ShouldBe(RunEndKind.HardLimit);
        _handler.SetResult(Verdict.Nack);
        await running.EndsAsync();
    }

    [Fact]
    public async Task Only_a_termination_ends_a_handler_at_work()
    {
        var run = Run(null, null);
        run.State = RunState.Active;
        var call = new HandlerCall(run, _time, _said.Enqueue);
        var running = call.RunAsync(HeedAsync, GiveUpAsync, CancellationToken.None);

        run.Revoke(new RunEnd(RunEndKind.Revoked));
        run.Revoked.IsCompleted.ShouldBeFalse();
        run.Revoke(new RunEnd(RunEndKind.Terminated, Signal: 15));

        (await running.EndsAsync()).ShouldBe(Verdict.Nack);
        call.End!.Signal.ShouldBe(15);
    }

    private static TaskRun Run(double? hard, double? soft)
    {
        var message = CeleryMessages.Create(Tasks.Of("1"), "1", CeleryOptions.Default);
        message.Headers["timelimit"] = new JsonArray(hard, soft);
        var task = CeleryTask.Read(message);
        return new TaskRun(task, Sequel.Read(task), message, "q");
    }

    private static async Task<Verdict> HeedAsync(CancellationToken token)
    {
        var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = token.Register(cancelled.SetResult);
        await cancelled.Task;
        return Verdict.Nack;
    }

    private Task GiveUpAsync(RunEnd end)
    {
        _givenUp.Add(end);
        return Task.CompletedTask;
    }
}
