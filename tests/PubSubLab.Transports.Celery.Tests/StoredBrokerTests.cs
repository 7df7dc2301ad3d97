using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using PubSubLab.Lab;
using PubSubLab.Lab.Ports;
using PubSubLab.Lab.Transports;
using PubSubLab.Transports.Celery.Tests.Support;

namespace PubSubLab.Transports.Celery.Tests;

/// <summary>
/// The guide's pictures of Redis are drawn from the answers of a real one, kept in <c>docs/pictures/redis.json</c>. A Redis of today, with a worker
/// of Python, answers the same but for times and names. <c>PUBSUBLAB_ACCEPT_FRAMES=1</c> keeps its answers instead.
/// </summary>
public sealed class StoredBrokerTests(Servers servers)
{
    private const string Node = "celery@box";

    /// <summary>Time until a task that failed in Python is due: the figures are read before that.</summary>
    private const int RetrySeconds = 20;

    private static readonly JsonSerializerOptions s_json = new()
    {
        WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Redis_with_a_worker_of_Python_answers_what_the_guide_shows()
    {
        Needs.Skip("redis", python: true);
        var backend = await servers.AloneAsync("redis");
        var name = await FailAsync(backend);
        await using var queue = await OpenAsync(backend, name, attempts: 5);
        await WorkAsync(queue);
        var fleet = ((ICeleryTransport)queue.Transport).Fleet;
        using var ending = new CancellationTokenSource();
        var watching = fleet.WatchAsync(ending.Token);
        var settings = new Dictionary<string, string>
        {
            ["SLOW_HANDLER_SECONDS"] = "600", ["FAILED_ATTEMPTS"] = "1", ["RETRY_SECONDS"] = $"{RetrySeconds}", ["VISIBILITY_TIMEOUT"] = "600",
        };
        await using var python = await PythonWorker.StartAsync(backend, name, settings: settings, node: Node, announces: true, pool: "threads");
        await Eventually.HoldsAsync(() => fleet.Read() is [{ Name: Node }], "Python's worker was not seen");

        var publishedAt = TimeProvider.System.GetUtcNow();
        var followed = await queue.PublishAsync("1", ("celery_task", "flaky"));
        await Eventually.HoldsAsync(() => fleet.StatesOf(followed) is [.., { State: "SUCCESS" }], "Python did not do the task in the end");
        var states = fleet.StatesOf(followed);

        await PublishAsync(queue, 18, "echo");
        await FiguresAsync(queue, static f => f.Results is { Succeeded: 25, Failed: 2 });
        await PublishAsync(queue, 6, "echo", ("celery_countdown", "600"));
        await FiguresAsync(queue, static f => f is { Waiting: 0, Scheduled: 6 });

        // Python fails two tasks, which wait for their second attempt, and works on two; the lab's worker has two more.
        await PublishAsync(queue, 2, "flaky");
        await FiguresAsync(queue, static f => f is { Waiting: 0, Retrying: 2, Scheduled: 8 });
        await PublishAsync(queue, 2, "slow");
        await Eventually.HoldsAsync(() => fleet.Read() is [{ Active: 2, Processed: > 20 }], "Python is not busy");
        await queue.SubscribeAsync(
            async (_, cancellation) =>
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellation);
                return Verdict.Ack;
            },
            ackDeadline: TimeSpan.FromMinutes(10), maxInFlight: 2);
        await PublishAsync(queue, 7, "slow");
        var figures = await FiguresAsync(queue, static f => f is { Waiting: 5, Unacknowledged: 12, Scheduled: 8, Retrying: 2, HighestAttempt: 2, Dead: 2 });
        var workers = fleet.Read();
        await ending.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(watching);

        var json = JsonSerializer.Serialize(new { Figures = figures, Workers = workers, PublishedAt = publishedAt, States = states }, s_json) + "\n";
        var file = Repository.File("docs", "pictures", "redis.json");
        if (Environment.GetEnvironmentVariable("PUBSUBLAB_ACCEPT_FRAMES") == "1")
        {
            await File.WriteAllTextAsync(file, json, Cancellation);
        }

        Told(json).ShouldBe(Told(await File.ReadAllTextAsync(file, Cancellation)));
    }

    /// <summary>Two tasks that fail for good, as dead letters and failed results.</summary>
    /// <returns>The queue's name.</returns>
    private static async Task<string> FailAsync(TestBackend backend)
    {
        await using var queue = await OpenAsync(backend, null, attempts: 1);
        var letters = new Topology([$"{queue.Name}-dead"], [new SubscriptionSpec($"{queue.Name}-dead-sub", $"{queue.Name}-dead")]);
        await queue.Transport.EnsureAsync(letters, Cancellation);
        await queue.SubscribeAsync((_, _) => Task.FromResult(Verdict.Nack));
        await PublishAsync(queue, 2, "echo");
        await FiguresAsync(queue, static f => f is { Waiting: 0, Dead: 2, Results.Failed: 2 });
        return queue.Name;
    }

    /// <summary>Six tasks that the lab's worker does.</summary>
    private static async Task WorkAsync(TestQueue queue)
    {
        await PublishAsync(queue, 6, "slow");
        await queue.SubscribeAsync();
        await FiguresAsync(queue, static f => f is { Waiting: 0, Unacknowledged: 0, Results.Succeeded: 6 });
        await queue.StopAsync();
    }

    private static Task<TestQueue> OpenAsync(TestBackend backend, string? name, int attempts) => TestQueue.OpenAsync(
        backend, change: s => s with { DeadLetterTopic = $"{s.Name}-dead", MaxDeliveryAttempts = attempts }, name: name);

    private static async Task PublishAsync(TestQueue queue, int count, string task, params (string Name, string Value)[] attributes)
    {
        for (var i = 0; i < count; i++)
        {
            await queue.PublishAsync($"{i}", [("celery_task", task), .. attributes]);
        }
    }

    private static async Task<BacklogState> FiguresAsync(TestQueue queue, Func<BacklogState, bool> are, [CallerArgumentExpression(nameof(are))] string what = "")
    {
        BacklogState? figures = null;
        await Eventually.HoldsAsync(
            async () => (figures = await ((IQueueInspection)queue.Transport).ReadBacklogAsync(queue.Name, Cancellation)) is { } read && are(read),
            $"the broker's figures never were as in {what}");
        return figures!;
    }

    /// <summary>
    /// Answers of a broker and announcements of its workers, without times and versions, and without what a worker announces late or, under load,
    /// never: that it retries.
    /// </summary>
    private static List<string> Told(string json)
    {
        var answers = JsonNode.Parse(json)!;
        return
        [
            .. answers["figures"]!.AsObject().Select(f => f.Key == "nextDueIn" ? f.Key : $"{f.Key}: {f.Value!.ToJsonString()}"),
            .. answers["workers"]!.AsArray().Select(w => $"{w!["name"]}: {$"{w["software"]}".Split(' ')[0]}, {w["active"]} active"),

            // A worker of Python may receive the next attempt before it says that it retries.
            .. answers["states"]!.AsArray().Select(s => $"{s!["state"]} {s["worker"]}").Order(StringComparer.Ordinal),
        ];
    }
}
