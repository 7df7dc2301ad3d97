using PubSubLab.Lab.Transports;
using PubSubLab.Transports.Celery.Tests.Support;

namespace PubSubLab.Transports.Celery.Tests.GcPubSub;

/// <summary>Python's Celery with Kombu's own gcpubsub on one side, where it is found; the lab on the other.</summary>
public sealed class KombuTests(Servers servers)
{
    [Fact]
    public async Task What_the_lab_publishes_Celery_runs_and_what_fails_there_it_retries()
    {
        Needs.SkipWithoutKombuOnPubSub();
        var backend = await WithoutPythonsResultsAsync();
        await using var queue = await TestQueue.OpenAsync(backend);
        await using var python = await PythonWorker.StartAsync(backend, queue.Name);

        var slow = await queue.PublishAsync("""{"task_id":"1"}""", ("celery_task", "slow"));
        var flaky = await queue.PublishAsync("""{"task_id":"2"}""", ("celery_task", "flaky"), ("celery_countdown", "0.5"));
        var late = await queue.PublishAsync("""{"task_id":"3"}""", ("celery_task", "echo"), ("celery_expires", "2020-01-02T03:04:05Z"));

        await python.SaysAsync($"slow[{slow}] succeeded");
        await python.SaysAsync($"flaky[{flaky}] retry: ");
        await python.SaysAsync($"flaky[{flaky}] succeeded");
        await python.SaysAsync($"Discarding revoked task: echo[{late}]");
    }

    [Fact]
    public async Task What_Celery_enqueues_the_lab_handles()
    {
        Needs.SkipWithoutKombuOnPubSub();
        var backend = await WithoutPythonsResultsAsync();
        await using var queue = await TestQueue.OpenAsync(backend);
        await queue.SubscribeAsync((delivery, _) => Task.FromResult(delivery.Attempt == 1 ? Verdict.Nack : Verdict.Ack));

        var ids = await PythonProducer.RunAsync(backend, queue.Name, "slow", """{"task_id": "1123"}""", "--count", "3", "--countdown", "0.1", "--linger", "2");

        await queue.DeliversAsync(6);
        queue.Delivered.Where(d => d.Attempt == 2).Select(d => d.MessageId).Order().ShouldBe(ids.Order());
        queue.Delivered.ShouldAllBe(d => d.Handler == "slow" && d.Task.Text == """{"task_id": "1123"}""");
    }

    [Fact]
    public async Task Celerys_tools_see_the_labs_workers()
    {
        Needs.SkipWithoutKombuOnPubSub();
        var backend = await WithoutPythonsResultsAsync() with { IsSeen = true };
        await using var queue = await TestQueue.OpenAsync(backend);
        await queue.SubscribeAsync(worker: "seen-on-pubsub");
        var node = PythonFleet.NodeOf("seen-on-pubsub");

        var said = "";
        await Eventually.HoldsAsync(
            async () => (said = await PythonFleet.CeleryAsync(backend, "status")).Contains($"{node}: OK", StringComparison.Ordinal), $"celery status says otherwise: {said}");
        await Eventually.HoldsAsync(
            async () => (said = await PythonFleet.CeleryAsync(backend, "inspect", "registered", "-d", node, "-t", "5")).Contains("* flaky", StringComparison.Ordinal), $"celery inspect says otherwise: {said}");
    }

    /// <summary>Celery from 5.5 on needs a newer Redis client than Debian has, so Python stores no results here.</summary>
    private async Task<TestBackend> WithoutPythonsResultsAsync() => await servers.BackendAsync("gcpubsub") with { ResultUrl = "" };
}
