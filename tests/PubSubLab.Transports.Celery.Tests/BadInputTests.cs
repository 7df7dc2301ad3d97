using PubSubLab.Lab;
using PubSubLab.Lab.Transports;
using PubSubLab.Transports.Celery.RabbitMq;
using PubSubLab.Transports.Celery.Redis;
using PubSubLab.Transports.Celery.Tests.Support;
using StackExchange.Redis;

namespace PubSubLab.Transports.Celery.Tests;

/// <summary>Wrong input and its messages.</summary>
public sealed class BadInputTests(Servers servers)
{
    private const string Secret = "s3cret";

    [Theory]
    [InlineData("redis", "redis://:s3cret@127.0.0.1:1/0", "Redis at 127.0.0.1:1 does not answer. Start it, or set REDIS_URL to where it is.")]
    [InlineData("rabbitmq", "amqp://guest:s3cret@127.0.0.1:1//", "RabbitMQ at 127.0.0.1:1 does not answer. Start it, or set RABBITMQ_URL to where it is.")]
    public async Task A_broker_that_is_not_there(string name, string url, string sentence)
    {
        await using var transport = new TestBackend(name, url, "redis://127.0.0.1:1").Open(new CeleryOptions { Patience = TimeSpan.FromSeconds(1) });

        var refused = await Should.ThrowAsync<LabException>(
            () => transport.EnsureAsync(Topology.Simple("topic", "queue"), TestContext.Current.CancellationToken));

        refused.Message.ShouldBe(sentence);
    }

    [Fact]
    public async Task A_wrong_password_of_Redis()
    {
        Needs.Skip("redis");
        await using var redis = await RedisServer.StartAsync("right");
        await using var transport = new RedisCeleryTransport($"redis://:{Secret}@127.0.0.1:{redis.Port}/0", new CeleryOptions { Patience = TimeSpan.FromSeconds(2) });

        var refused = await Should.ThrowAsync<LabException>(() => transport.GetCapabilitiesAsync(TestContext.Current.CancellationToken));

        refused.Message.ShouldContain("refused the user or the password. Set REDIS_URL to");
        refused.Message.ShouldNotContain(Secret);
    }

    [Fact]
    public async Task No_password_where_Redis_wants_one()
    {
        Needs.Skip("redis");
        await using var redis = await RedisServer.StartAsync("right");
        await using var transport = new RedisCeleryTransport($"redis://127.0.0.1:{redis.Port}", new CeleryOptions { Patience = TimeSpan.FromSeconds(2) });

        (await Should.ThrowAsync<LabException>(() => transport.GetCapabilitiesAsync(TestContext.Current.CancellationToken)))
            .Message.ShouldContain("refused the user or the password");
    }

    [Fact]
    public async Task The_right_password_of_Redis_is_taken()
    {
        Needs.Skip("redis");
        await using var redis = await RedisServer.StartAsync("right");
        await using var transport = new RedisCeleryTransport(redis.Url);

        (await transport.GetCapabilitiesAsync(TestContext.Current.CancellationToken)).UserRouting.ShouldBeTrue();
        transport.Description.ShouldBe($"celery on redis 127.0.0.1:{redis.Port}");
    }

    [Theory]
    [InlineData("-eval -evalsha", "eval")]
    [InlineData("-lpush", "lpush")]
    [InlineData("-smembers", "smembers")]
    public async Task A_user_of_Redis_who_may_not_do_what_is_needed_is_told_which_command(string rights, string command)
    {
        Needs.Skip("redis");
        await using var redis = await RedisServer.StartAsync(more: ["--user", "limited", "on", $">{Secret}", "~*", "&*", "+@all", .. rights.Split(' ')]);
        await using var all = await TestQueue.OpenAsync(new TestBackend("redis", redis.Url, redis.Url));
        var backend = new TestBackend("redis", $"redis://limited:{Secret}@127.0.0.1:{redis.Port}/0", redis.Url);
        var notices = new System.Collections.Concurrent.ConcurrentQueue<string>();
        await using var transport = backend.Open(new CeleryOptions { Notice = notices.Enqueue });
        var sentence = $"Redis at 127.0.0.1:{redis.Port} does not allow the user what a Celery worker needs: ";

        if (command == "eval")
        {
            await using var worker = await transport.SubscribeAsync(
                new SubscribeOptions { Subscription = all.Name, Worker = "w1" }, (_, _) => Task.FromResult(Verdict.Ack), TestContext.Current.CancellationToken);
            await Eventually.HoldsAsync(() => !notices.IsEmpty, "nothing was said");
            notices.First().ShouldStartWith($"w1: {sentence}");
        }
        else
        {
            var refused = await Should.ThrowAsync<LabException>(() => transport.PublishAsync(all.Topic, Tasks.Of("1"), TestContext.Current.CancellationToken));
            refused.Message.ShouldStartWith(sentence);
            notices.Enqueue(refused.Message);
        }

        notices.First().ShouldContain($"'{command}");
        notices.First().ShouldNotContain(Secret);
    }

    [Fact]
    public async Task A_Redis_that_cannot_save_to_its_disk_says_so_to_publishers_and_workers()
    {
        Needs.Skip("redis");
        await using var redis = await RedisServer.StartAsync(more: ["--save", "3600 1000000", "--dbfilename", "taken"]);
        await using var queue = await TestQueue.OpenAsync(new TestBackend("redis", redis.Url, redis.Url));
        await using var admin = await ConnectionMultiplexer.ConnectAsync($"127.0.0.1:{redis.Port},allowAdmin=true");
        await queue.SubscribeAsync();
        redis.RefuseToSave("taken");
        await admin.GetDatabase().ExecuteAsync("BGSAVE");
        await Eventually.HoldsAsync(
            async () => ((string?)await admin.GetDatabase().ExecuteAsync("INFO", "persistence"))!.Contains("rdb_last_bgsave_status:err", StringComparison.Ordinal), "it could save");

        var refused = await Should.ThrowAsync<LabException>(() => queue.PublishAsync());

        refused.Message.ShouldBe($"Redis at 127.0.0.1:{redis.Port} takes no writes: it cannot save to its disk.");
        await queue.SaysAsync($"w1: {refused.Message} The worker tries again until it does.");
        await admin.GetDatabase().ExecuteAsync("CONFIG", "SET", "stop-writes-on-bgsave-error", "no");
        await queue.PublishAsync();
        await queue.DeliversAsync(1);
        await queue.SaysAsync("w1: Redis answers again.");
    }

    [Fact]
    public async Task A_wrong_password_of_RabbitMq()
    {
        Needs.Skip("rabbitmq");
        var port = (await servers.RabbitMqAsync()).Port;
        await using var transport = new RabbitMqCeleryTransport($"amqp://guest:{Secret}@127.0.0.1:{port}//");

        var refused = await Should.ThrowAsync<LabException>(() => transport.GetCapabilitiesAsync(TestContext.Current.CancellationToken));

        refused.Message.ShouldContain("refused the user 'guest' or the password. Set RABBITMQ_URL to");
        refused.Message.ShouldNotContain(Secret);
    }

    [Fact]
    public async Task A_virtual_host_that_RabbitMq_does_not_have()
    {
        Needs.Skip("rabbitmq");
        var port = (await servers.RabbitMqAsync()).Port;
        await using var transport = new RabbitMqCeleryTransport($"amqp://127.0.0.1:{port}/nowhere");

        (await Should.ThrowAsync<LabException>(() => transport.GetCapabilitiesAsync(TestContext.Current.CancellationToken)))
            .Message.ShouldContain("has no virtual host 'nowhere'");
    }

    [Theory]
    [InlineData("", "has no name")]
    [InlineData("amq.mine", "starts with 'amq.'")]
    [InlineData("two\nlines", "control character")]
    [InlineData("x*300", "has 300 bytes; a queue's name has at most 255")]
    public void A_queue_name_that_no_broker_takes(string queue, string rule)
    {
        var name = queue == "x*300" ? new string('x', 300) : queue;

        Should.Throw<LabException>(() => QueueName.Check(name)).Message.ShouldContain(rule);
    }

    [Theory]
    [InlineData("127.0.0.1", "REDIS_URL is not an address. Write it as redis://127.0.0.1:6379/0.")]
    [InlineData("http://user:s3cret@host/", "REDIS_URL begins with 'http://'; it can begin with redis:// or rediss://.")]
    [InlineData("redis://:s3cret@host/abc", "REDIS_URL names the database 'abc'; Redis numbers them from 0.")]
    [InlineData("redis://:s3cret@host:notaport/0", "REDIS_URL is not an address.")]
    public void An_address_of_Redis_that_is_none(string url, string sentence)
    {
        var refused = Should.Throw<LabException>(() => new RedisCeleryTransport(url));

        refused.Message.ShouldStartWith(sentence);
        refused.Message.ShouldNotContain(Secret);
    }

    [Fact]
    public void An_address_never_shows_its_password()
    {
        var address = BrokerAddress.RabbitMq("amqp://me:s3cret@rabbit:5673/my%2Fhost", "RABBITMQ_URL");

        address.ToString().ShouldBe("rabbit:5673");
        address.User.ShouldBe("me");
        address.Password.ShouldBe(Secret);
        address.Path.ShouldBe("my/host");
        BrokerAddress.RabbitMq("amqp://rabbit//", "RABBITMQ_URL").Path.ShouldBe("/");
        new RabbitMqCeleryTransport("amqp://me:s3cret@rabbit:5673/").Description.ShouldBe("celery on rabbitmq rabbit:5673");
    }

    [Fact]
    public void A_filter_without_a_counterpart_is_refused()
    {
        var spec = new SubscriptionSpec("q", "t") { Filter = "hasPrefix(attributes.user_id, \"a\")" };

        Should.Throw<LabException>(() => RoutingKey.Of(spec)).Message.ShouldContain("a queue has no filters. Only attributes.user_id = \"…\" can be mapped");
    }

    [Theory]
    [InlineData("#")]
    [InlineData("a.*")]
    public void A_user_that_would_match_others_is_refused_as_a_routing_key(string user)
    {
        var spec = new SubscriptionSpec("q", "t") { Filter = $"attributes.user_id = \"{user}\"" };

        Should.Throw<LabException>(() => RoutingKey.Of(spec)).Message.ShouldContain("cannot be a routing key");
    }
}
