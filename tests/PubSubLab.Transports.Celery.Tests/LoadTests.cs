using PubSubLab.Lab.Transports;
using PubSubLab.Transports.Celery.Tests.Support;
using StackExchange.Redis;

namespace PubSubLab.Transports.Celery.Tests;

public sealed class LoadTests(Servers servers)
{
    private const int Tasks = 10_000;

    [Theory]
    [InlineData("redis")]
    [InlineData("rabbitmq")]
    public async Task Of_ten_thousand_tasks_over_Python_and_the_lab_none_is_lost_and_each_runs_once(string name)
    {
        Needs.Skip(name, python: true);
        var backend = await servers.AloneAsync(name);
        await using var queue = await TestQueue.OpenAsync(backend);
        await using var python = await PythonWorker.StartAsync(
            backend, queue.Name, "counting_app", new Dictionary<string, string> { ["VISIBILITY_TIMEOUT"] = "3600" });

        // Few outstanding, so that Python gets its share.
        await queue.SubscribeAsync(worker: "a", maxInFlight: 2, ackDeadline: TimeSpan.FromHours(1));
        await queue.SubscribeAsync(worker: "b", maxInFlight: 2, ackDeadline: TimeSpan.FromHours(1));

        var ids = new List<string>();
        foreach (var batch in Enumerable.Range(0, Tasks).Chunk(500))
        {
            ids.AddRange(await Task.WhenAll(batch.Select(n => queue.PublishAsync($"{n}"))));
        }

        await using var results = await StoredResults.OpenAsync(backend);
        await Eventually.HoldsAsync(async () => await CountAsync(results.Database, ids, "celery-task-meta-") == Tasks, "not all tasks have a result");
        var byPython = await RunsOfPythonAsync(results.Database, ids);
        var byLab = queue.Delivered.CountBy(d => d.MessageId).ToDictionary();

        var runs = ids.Select(id => byPython.GetValueOrDefault(id) + byLab.GetValueOrDefault(id)).ToList();
        runs.Count(r => r == 0).ShouldBe(0, "lost");
        runs.Count(r => r > 1).ShouldBe(0, "done twice");
        byPython.Count.ShouldBeGreaterThan(0, "Python did nothing");
        byLab.Count.ShouldBeGreaterThan(0, "the lab did nothing");
        TestContext.Current.TestOutputHelper?.WriteLine($"{name}: {byPython.Count:N0} by Python, {byLab.Count:N0} by the lab.");
    }

    private static async Task<long> CountAsync(IDatabase database, List<string> ids, string prefix)
    {
        long count = 0;
        foreach (var some in ids.Chunk(1_000))
        {
            count += await database.KeyExistsAsync([.. some.Select(id => (RedisKey)(prefix + id))]);
        }

        return count;
    }

    private static async Task<Dictionary<string, int>> RunsOfPythonAsync(IDatabase database, List<string> ids)
    {
        var values = await database.StringGetAsync([.. ids.Select(id => (RedisKey)$"ran:{id}")]);
        return ids.Zip(values).Where(p => !p.Second.IsNull).ToDictionary(p => p.First, p => (int)p.Second);
    }
}
