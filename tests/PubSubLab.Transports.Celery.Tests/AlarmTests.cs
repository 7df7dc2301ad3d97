using PubSubLab.Lab;
using PubSubLab.Lab.Transports;
using PubSubLab.Transports.Celery.Tests.Support;

namespace PubSubLab.Transports.Celery.Tests;

/// <summary>A RabbitMQ that blocks publishers, and one that waits for an acknowledgement no longer.</summary>
public sealed class AlarmTests(Servers servers) : IAsyncLifetime
{
    private RabbitMqServer? _rabbit;
    private TestBackend _backend = null!;

    public async ValueTask InitializeAsync()
    {
        Needs.Skip("rabbitmq");
        _rabbit = await RabbitMqServer.StartAsync();
        _backend = new TestBackend("rabbitmq", _rabbit.Url, (await servers.BackendAsync("redis")).Url);
    }

    public ValueTask DisposeAsync() => _rabbit?.DisposeAsync() ?? ValueTask.CompletedTask;

    [Fact]
    public async Task An_alarm_is_said_at_once_a_publish_ends_within_its_patience_and_the_end_of_the_alarm_is_said()
    {
        await using var queue = await TestQueue.OpenAsync(_backend, new CeleryOptions { ConfirmPatience = TimeSpan.FromSeconds(3) });
        await queue.SubscribeAsync();
        await _rabbit!.AlarmAsync(true);
        var blocked = new List<LabException>();

        // RabbitMQ takes note of the alarm a moment after it was raised.
        await Eventually.HoldsAsync(
            async () =>
            {
                try
                {
                    await queue.PublishAsync();
                }
                catch (LabException e)
                {
                    blocked.Add(e);
                }

                return blocked.Count > 0;
            },
            "the alarm blocks nobody");

        var sentence = $"RabbitMQ at 127.0.0.1:{_rabbit.Port} blocks publishers: low on memory. Let workers empty its queues, or raise its memory or disk limit.";
        blocked.Single().Message.ShouldBe($"{sentence} It may take the task all the same.");
        blocked.Single().OutcomeIsUnknown.ShouldBeTrue();
        queue.Notices.Single().ShouldBe($"{sentence} Published tasks wait for at most 3 s.");
        await using var doctor = LabProgram.Start(_backend, "doctor", "--topic", queue.Topic, "--subscription", queue.Name);
        await doctor.EndAsync().EndsAsync();
        doctor.Said.ShouldContain($"✗ publish: {sentence}");

        await _rabbit.AlarmAsync(false);
        await queue.SaysAsync($"RabbitMQ at 127.0.0.1:{_rabbit.Port} takes tasks again.");
        var id = await queue.PublishAsync("2");
        await Eventually.HoldsAsync(() => queue.Delivered.Any(d => d.MessageId == id), "it is not delivered");
    }

    [Fact]
    public async Task A_verb_that_publishes_says_the_alarm_and_ends_when_it_is_told_to()
    {
        await _rabbit!.AlarmAsync(true);
        await using var publish = LabProgram.Start(_backend, "publish", "--every", "100ms", "--count", "1000");
        await publish.SaysAsync("blocks publishers: low on memory");

        await publish.TerminateAsync();

        await publish.EndAsync().EndsAsync();
        publish.ExitCode.ShouldBe(1, publish.Said);
        publish.Said.ShouldNotContain("Unhandled");
        publish.Said.ShouldNotContain("ended all the same");
    }

    [Fact]
    public async Task A_task_that_runs_longer_than_the_consumer_timeout_is_explained_and_comes_again()
    {
        await _rabbit!.EvaluateAsync("application:set_env(rabbit, consumer_timeout, 500), application:set_env(rabbit, channel_tick_interval, 200).");
        await using var queue = await TestQueue.OpenAsync(_backend);
        await queue.SubscribeAsync(
            async (_, cancellation) => queue.Delivered.Count == 1 ? await QueueTests.NeverAsync(null!, cancellation) : Verdict.Ack);

        await queue.PublishAsync();

        await queue.SaysAsync(
            $"RabbitMQ at 127.0.0.1:{_rabbit.Port} closed the channel because a task stayed unacknowledged for longer than its consumer_timeout, 500 ms. Raise consumer_timeout there, or publish shorter tasks and nearer etas.");
        await queue.DeliversAsync(2);
    }
}
