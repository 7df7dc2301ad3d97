using System.Text.Json;
using PubSubLab.Lab.Handlers;
using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Transports;
using PubSubLab.Lab.Workers;
using PubSubLab.Transports.Celery.Tests.Support;

namespace PubSubLab.Transports.Celery.Tests;

/// <summary>A reported acknowledgement is real, wherever the worker ends.</summary>
public sealed class ReportTests(Servers servers)
{
    private const int Tasks = 100;

    public static TheoryData<string, string, int> Ends()
    {
        var data = new TheoryData<string, string, int>();
        var random = new Random(20261129);
        foreach (var backend in new[] { "redis", "rabbitmq" })
        {
            foreach (var signal in new[] { "SIGTERM", "SIGKILL" })
            {
                // At the start, and after so many acknowledgements.
                data.Add(backend, signal, 0);
                data.Add(backend, signal, random.Next(1, 40));
                data.Add(backend, signal, random.Next(40, Tasks));
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Ends))]
    public async Task A_process_that_ends_anywhere_reports_no_acknowledgement_that_the_broker_does_not_have(string name, string signal, int after)
    {
        Needs.Skip(name);
        await using var queue = await TestQueue.OpenAsync(await servers.BackendAsync(name));
        var published = new List<string>();
        for (var i = 0; i < Tasks; i++)
        {
            published.Add(await queue.PublishAsync($"{i}"));
        }

        await using var worker = LabProgram.Start(
            queue.Backend, "worker", "--json", "--max-in-flight", "10", "--topic", queue.Topic, "--subscription", queue.Name);
        await Eventually.HoldsAsync(() => after == 0 ? worker.Said.Contains("workerStarted", StringComparison.Ordinal) : AckedIn(worker).Count >= after, worker.Said);
        await (signal == "SIGKILL" ? worker.KillAsync() : worker.TerminateAsync());
        await worker.EndAsync().EndsAsync();
        var acked = AckedIn(worker);

        await queue.SubscribeAsync(worker: "rest", ackDeadline: TimeSpan.FromSeconds(1));
        await EmptyAsync(queue);

        var rest = queue.Delivered.Select(d => d.MessageId).ToHashSet(StringComparer.Ordinal);
        rest.Intersect(acked).ShouldBeEmpty();
        if (signal == "SIGTERM")
        {
            // One that ends in good order also reports everything that it did.
            rest.Union(acked).Order().ShouldBe(published.Order());
        }
    }

    [Theory]
    [InlineData("redis")]
    [InlineData("rabbitmq")]
    [InlineData("gcpubsub")]
    public async Task A_worker_that_is_cancelled_while_it_starts_took_nothing_or_acknowledges_what_it_took(string name)
    {
        Needs.Skip(name);
        await using var queue = await TestQueue.OpenAsync(await servers.BackendAsync(name));
        var confirmed = new System.Collections.Concurrent.ConcurrentBag<string>();
        for (var round = 0; round < 10; round++)
        {
            var id = await queue.PublishAsync($"{round}");
            using var starting = new CancellationTokenSource();
            var taken = new TaskCompletionSource();
            try
            {
                var worker = await queue.Transport.SubscribeAsync(
                    new SubscribeOptions { Subscription = queue.Name, Worker = $"s{round}", AckDeadline = TimeSpan.FromMinutes(10) },
                    async (delivery, _) =>
                    {
                        await starting.CancelAsync();
                        if (await delivery.Settle!(Verdict.Ack))
                        {
                            confirmed.Add(delivery.MessageId);
                        }

                        taken.TrySetResult();
                        return Verdict.Ack;
                    },
                    starting.Token);
                await taken.Task.EndsAsync();
                await worker.StopAsync(TimeSpan.FromSeconds(30)).EndsAsync();
                await worker.DisposeAsync();
                confirmed.ShouldContain(id);
            }
            catch (OperationCanceledException)
            {
                taken.Task.IsCompleted.ShouldBeFalse("it took a task and was cancelled");
            }
        }

        using var early = new CancellationTokenSource();
        await early.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => queue.Transport.SubscribeAsync(
            new SubscribeOptions { Subscription = queue.Name, Worker = "early" }, (_, _) => throw new InvalidOperationException("It took a task."), early.Token));
    }

    [Theory]
    [InlineData("redis")]
    [InlineData("rabbitmq")]
    public async Task An_acknowledgement_that_does_not_reach_the_broker_is_reported_as_lost_and_not_as_done(string name)
    {
        Needs.Skip(name);
        var backend = await servers.BackendAsync(name);
        await using var queue = await TestQueue.OpenAsync(backend);
        await using var proxy = FreezableProxy.Start(new Uri(backend.Url).Port);
        await using var transport = new TestBackend(name, backend.Url.Replace($":{new Uri(backend.Url).Port}", $":{proxy.Port}", StringComparison.Ordinal), backend.ResultUrl)
            .Open(new CeleryOptions { Patience = TimeSpan.FromSeconds(1) });
        var journal = new LabJournal();
        await using var pool = new WorkerPool(transport, journal, new HandlerCatalog(new HandlerOptions { SlowFor = TimeSpan.FromSeconds(1) }), queue.Name);
        var worker = await pool.SpawnAsync(new WorkerSpec { Handler = "slow" }, TestContext.Current.CancellationToken);
        var id = await queue.PublishAsync();
        await Eventually.HoldsAsync(() => journal.Totals.Read().Delivered == 1, "it was not delivered");

        await proxy.FreezeAsync();

        await Eventually.HoldsAsync(() => journal.ReadAll().Any(e => e.Kind == LabEventKind.LeaseExpired), "nothing was said of the acknowledgement");
        journal.ReadAll().Single(e => e.Kind == LabEventKind.LeaseExpired).Data.ShouldBe(AnswerLost.Instance);
        journal.ReadAll().ShouldNotContain(e => e.Kind == LabEventKind.Acked);
        worker.Kill();
    }

    private static HashSet<string> AckedIn(ServerProcess worker)
    {
        var acked = new HashSet<string>(StringComparer.Ordinal);
        foreach (var line in worker.Said.Split('\n').Where(l => l.Contains("\"kind\":\"acked\"", StringComparison.Ordinal) && l.TrimEnd().EndsWith('}')))
        {
            using var json = JsonDocument.Parse(line);
            acked.Add(json.RootElement.GetProperty("message").GetProperty("id").GetString()!);
        }

        return acked;
    }

    /// <summary>Waits until nothing waits and nobody but the test's own worker has a task.</summary>
    private static async Task EmptyAsync(TestQueue queue)
    {
        if (queue.Backend.Name == "redis")
        {
            await using var redis = await StoredResults.OpenAsync(queue.Backend);
            await Eventually.HoldsAsync(
                async () => await redis.Database.ListLengthAsync(queue.Name) == 0
                    && !(await redis.Database.HashKeysAsync("unacked")).Any(tag => tag.ToString().EndsWith($"@{queue.Name}", StringComparison.Ordinal)),
                "tasks are left");
            return;
        }

        await using var channel = await RawChannel.OpenAsync(queue.Backend);
        await Eventually.HoldsAsync(
            async () => await channel.CountConsumersAsync(queue.Name) == 1 && await channel.CountAsync(queue.Name) == 0, "tasks are left");
        await queue.StopAsync();
    }
}
