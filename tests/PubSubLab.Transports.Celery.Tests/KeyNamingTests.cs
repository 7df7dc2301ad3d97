using PubSubLab.Lab;
using PubSubLab.Lab.Transports;
using PubSubLab.Transports.Celery.Tests.Support;

namespace PubSubLab.Transports.Celery.Tests;

/// <summary>Kombu's options that name keys on Redis: both sides find each other's tasks, of every priority.</summary>
public sealed class KeyNamingTests(Servers servers)
{
    public static TheoryData<string, string, string> Cases => new()
    {
        { "prefix", "global_keyprefix=app%3A", """{"global_keyprefix": "app:"}""" },
        { "separator", "sep=%3A", """{"sep": ":"}""" },
        { "steps", "priority_steps=0,5", """{"priority_steps": [0, 5]}""" },
        {
            "all", "global_keyprefix=x-&sep=%7C%7C&priority_steps=0,1,2,3,4,5,6,7,8,9&fanout_prefix=fan-%7Bdb%7D-",
            """{"global_keyprefix": "x-", "sep": "||", "priority_steps": [0, 1, 2, 3, 4, 5, 6, 7, 8, 9], "fanout_prefix": "fan-{db}-"}"""
        },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Both_sides_find_each_others_tasks(string name, string query, string python)
    {
        Needs.Skip("redis", python: true);
        var server = await servers.BackendAsync("redis");
        var lab = server with { Url = $"{server.Url}?{query}", ResultUrl = server.Url };
        var other = server with { TransportOptions = python };
        await using var queue = await TestQueue.OpenAsync(lab, name: $"{name}-{Guid.NewGuid():N}");

        await using (var worker = await PythonWorker.StartAsync(other, queue.Name))
        {
            await using var results = await StoredResults.OpenAsync(server);
            foreach (var priority in new[] { "0", "4", "9" })
            {
                var id = await queue.PublishAsync("1", ("celery_task", "echo"), ("celery_priority", priority));
                (await results.GetAsync(id)).GetProperty("status").GetString().ShouldBe("SUCCESS");
            }
        }

        await queue.SubscribeAsync();
        foreach (var priority in new[] { "0", "4", "9" })
        {
            (await PythonProducer.RunAsync(other, queue.Name, "echo", "--priority", priority)).ShouldHaveSingleItem().ShouldContain("attempt");
        }

        queue.Delivered.Count.ShouldBe(3);
        queue.Notices.ShouldBeEmpty();
    }

    [Fact]
    public async Task Celerys_tools_reach_a_worker_behind_a_fanout_prefix()
    {
        Needs.Skip("redis", python: true);
        var server = await servers.BackendAsync("redis");
        await using var queue = await TestQueue.OpenAsync(server with { Url = $"{server.Url}?global_keyprefix=p-&fanout_prefix=fan.", ResultUrl = server.Url });
        await queue.SubscribeAsync(worker: "seen");
        var other = server with { TransportOptions = """{"global_keyprefix": "p-", "fanout_prefix": "fan."}""" };

        await Eventually.HoldsAsync(
            async () => (await PythonFleet.CeleryAsync(other, "inspect", "ping", "--timeout", "5")).Contains($"{PythonFleet.NodeOf("seen")}: OK", StringComparison.Ordinal), "the worker does not answer");
    }

    [Theory]
    [InlineData("visibilty_timeout=5", "REDIS_URL has the option 'visibilty_timeout'. The lab knows visibility_timeout, priority_steps, sep, global_keyprefix and fanout_prefix.")]
    [InlineData("visibility_timeout=0", "REDIS_URL has visibility_timeout=0. Allowed: seconds above 0")]
    [InlineData("priority_steps=1,2", "REDIS_URL has priority_steps=1,2. Allowed: whole numbers from 0 to 9")]
    [InlineData("sep=", "REDIS_URL has sep=. Allowed: one or more characters")]
    public void A_wrong_option_of_an_address_gets_a_sentence(string query, string sentence) =>
        Should.Throw<LabException>(() => new TestBackend("redis", $"redis://:s3cret@127.0.0.1/0?{query}", "redis://127.0.0.1").Open()).Message.ShouldStartWith(sentence);

    [Fact]
    public async Task The_visibility_timeout_of_an_address_is_used()
    {
        Needs.Skip("redis");
        var server = await servers.BackendAsync("redis");
        await using var queue = await TestQueue.OpenAsync(server with { Url = $"{server.Url}?visibility_timeout=0.5&ssl_cert_reqs=required" });
        var doomed = await queue.SubscribeAsync((_, stop) => Never(stop), ackDeadline: TimeSpan.FromHours(1));
        await queue.PublishAsync();
        await queue.DeliversAsync(1);
        doomed.Sever();

        await queue.SubscribeAsync(worker: "heir", ackDeadline: TimeSpan.FromHours(1));
        await queue.DeliversAsync(2);
    }

    private static async Task<Verdict> Never(CancellationToken stop)
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop);
        return Verdict.Ack;
    }
}
