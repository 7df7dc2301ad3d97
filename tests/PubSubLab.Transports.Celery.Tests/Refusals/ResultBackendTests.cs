using System.Net;
using System.Net.Sockets;
using PubSubLab.Transports.Celery.Tests.Support;
using StackExchange.Redis;

namespace PubSubLab.Transports.Celery.Tests.Refusals;

/// <summary>A result backend that stores nothing: each result is said, and every task is done once and acknowledged.</summary>
public sealed class ResultBackendTests(Servers servers)
{
    private const int Tasks = 12;
    private const string Secret = "s3cret";

    public static TheoryData<string, string, string> Cases()
    {
        var data = new TheoryData<string, string, string>();
        foreach (var name in new[] { "redis", "rabbitmq", "gcpubsub" })
        {
            data.Add(name, "absent", "does not answer. Start it, or set CELERY_RESULT_URL to where it is.");
            data.Add(name, "silent", "does not answer. Start it, or set CELERY_RESULT_URL to where it is.");
            data.Add(name, "wrong password", "refused the user or the password. Set CELERY_RESULT_URL to redis://:PASSWORD@");
            data.Add(name, "full", "is at its maxmemory and takes nothing more. Let workers empty its queues, or raise maxmemory.");
            data.Add(name, "replica", "is a read-only replica and takes no writes. Set CELERY_RESULT_URL to its master.");
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Each_lost_result_is_said_and_every_task_is_done_once(string name, string fault, string sentence)
    {
        Needs.Skip(name);
        await using var redis = await RedisServer.StartAsync("right");
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var options = new CeleryOptions { ResultUrl = await BreakAsync(redis, fault, silent), Patience = TimeSpan.FromSeconds(1) };
        await using var queue = await TestQueue.OpenAsync(await servers.AloneAsync(name), options);
        var ids = new List<string>();
        for (var i = 0; i < Tasks; i++)
        {
            ids.Add(await queue.PublishAsync($"{i}"));
        }

        var worker = await queue.SubscribeAsync(maxInFlight: 4, ackDeadline: TimeSpan.FromSeconds(10));

        await Eventually.HoldsAsync(() => queue.Notices.Count == Tasks, $"not each is said; {string.Join(" ", queue.Notices)}");
        await worker.StopAsync(TimeSpan.FromSeconds(30)).EndsAsync();
        queue.Notices.Select(n => n.Split(" could not be stored: ")[0]).Order().ShouldBe(ids.Select(id => $"The result of task {id} (SUCCESS)").Order());
        queue.Notices.ShouldAllBe(n => n.Contains(sentence) && !n.Contains(Secret));

        // Acknowledged all the same: nobody else gets them.
        await queue.SubscribeAsync(worker: "other");
        var last = await queue.PublishAsync("\"last\"");
        await Eventually.HoldsAsync(() => queue.Delivered.Any(d => d.MessageId == last), "the last task is not handled");
        queue.Delivered.Select(d => d.MessageId).Order().ShouldBe(ids.Append(last).Order());
    }

    private static async Task<string> BreakAsync(RedisServer redis, string fault, TcpListener silent)
    {
        await using var admin = await ConnectionMultiplexer.ConnectAsync($"127.0.0.1:{redis.Port},password=right,allowAdmin=true");
        switch (fault)
        {
            case "absent":
                return $"redis://:{Secret}@127.0.0.1:1/0";
            case "silent":
                return $"redis://:{Secret}@{silent.LocalEndpoint}/0";
            case "wrong password":
                return $"redis://:{Secret}@127.0.0.1:{redis.Port}/0";
            case "full":
                await admin.GetDatabase().ExecuteAsync("CONFIG", "SET", "maxmemory", "1");
                return redis.Url;
            default:
                await admin.GetDatabase().ExecuteAsync("REPLICAOF", "127.0.0.1", "1");
                return redis.Url;
        }
    }
}
