using System.Net;
using System.Net.Sockets;
using Google.Cloud.PubSub.V1;
using Google.Protobuf;
using Grpc.Core;
using PubSubLab.Emulator.Brokers;
using PubSubLab.Emulator.Engine;
using PubSubLab.Emulator.Limits;
using PubSubLab.Emulator.Tests.Support;
using static PubSubLab.Emulator.Tests.Support.LiveEmulator;

namespace PubSubLab.Emulator.Tests.Service;

/// <summary>Memory, connections, streams and bodies have limits that answer, and what is stored comes out.</summary>
public sealed class LimitTests
{
    private const long Megabyte = 1 << 20;

    // The figures are the test's: nothing but what the emulator counts itself.
    private static readonly MemoryGauge s_tenMegabytes = new(() => 10 * Megabyte, () => 0);

    [Fact]
    public async Task Publishing_closes_at_the_watermark_and_opens_when_messages_are_acknowledged()
    {
        var said = new List<string>();
        await using var live = await LiveEmulator.StartAsync(new() { MemoryShare = 0.5, OnPressure = said.Add, Limits = new() { Memory = s_tenMegabytes } });
        using var http = new HttpClient { BaseAddress = new Uri($"http://{live.Emulator.Endpoint}") };
        await live.CreateTopicAsync();
        await live.CreateSubscriptionAsync();
        var published = 0;
        var refusal = await Should.ThrowAsync<RpcException>(async () =>
        {
            while (true)
            {
                await live.PublishAsync([.. Enumerable.Range(0, 10).Select(_ => Message(new string('x', 10_240)))]);
                published += 10;
            }
        });

        refusal.StatusCode.ShouldBe(StatusCode.ResourceExhausted);
        refusal.Status.Detail.ShouldContain("Memory is full");
        published.ShouldBeInRange(400, 520);
        (await http.GetAsync("/healthz")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await http.GetStringAsync("/healthz")).ShouldContain("publishing is closed");
        (await http.GetAsync("/readyz")).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        using var body = new StringContent("{\"messages\":[{\"data\":\"aGVsbG8=\"}]}");
        (await http.PostAsync($"/v1/{Topic()}:publish", body)).StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        said.ShouldHaveSingleItem().ShouldContain("RESOURCE_EXHAUSTED");

        var received = 0;
        while (await live.PullAsync() is { Count: > 0 } batch)
        {
            await live.AcknowledgeAsync([.. batch.Select(m => m.AckId)]);
            received += batch.Count;
        }

        received.ShouldBe(published);
        await live.PublishAsync("open again");
        (await http.GetAsync("/readyz")).StatusCode.ShouldBe(HttpStatusCode.OK);
        said.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Every_way_that_messages_go_gives_their_bytes_back()
    {
        await using var live = await LiveEmulator.StartAsync();
        var memory = live.Emulator.Broker.Memory;
        await live.CreateTopicAsync();
        await live.CreateSubscriptionAsync("acked", set: s => s.RetainAckedMessages = true);
        await live.CreateSubscriptionAsync("ordered", set: s => s.EnableMessageOrdering = true);
        await live.CreateSubscriptionAsync("sought");
        await live.Subscriber.CreateSnapshotAsync(new CreateSnapshotRequest { Name = $"{LiveEmulator.Project}/snapshots/snapshot", Subscription = Subscription("acked") });
        await live.PublishAsync(Message(new string('x', 5000), "key"), Message(new string('y', 5000), "key"));
        memory.Stored.ShouldBeInRange(10_000, 12_000);

        var leased = await live.PullAsync("acked");
        await live.Subscriber.AcknowledgeAsync(new AcknowledgeRequest { Subscription = Subscription("acked"), AckIds = { leased.Select(m => m.AckId) } });
        await live.PullAsync("ordered");
        await live.Subscriber.SeekAsync(new SeekRequest { Subscription = Subscription("sought"), Time = Google.Protobuf.WellKnownTypes.Timestamp.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(1)) });
        await live.Subscriber.SeekAsync(new SeekRequest { Subscription = Subscription("ordered"), Snapshot = $"{LiveEmulator.Project}/snapshots/snapshot" });
        await live.Subscriber.DeleteSubscriptionAsync(new DeleteSubscriptionRequest { Subscription = Subscription("ordered") });
        await live.Subscriber.DeleteSubscriptionAsync(new DeleteSubscriptionRequest { Subscription = Subscription("acked") });
        memory.Stored.ShouldBeGreaterThan(10_000);
        await live.Subscriber.DeleteSnapshotAsync(new DeleteSnapshotRequest { Snapshot = $"{LiveEmulator.Project}/snapshots/snapshot" });

        memory.Stored.ShouldBe(0);
    }

    [Fact]
    public async Task Large_requests_at_once_are_published_whole_or_refused_whole()
    {
        var gauge = new MemoryGauge(() => 100 * Megabyte, () => 0);
        await using var live = await LiveEmulator.StartAsync(new() { Limits = new() { Memory = gauge } });
        await live.CreateTopicAsync();
        await live.CreateSubscriptionAsync();
        var request = new PublishRequest { Topic = Topic(), Messages = { Message(new string('a', 4_000_000)), Message(new string('b', 4_000_000)) } };

        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(async _ =>
        {
            try
            {
                await live.Publisher.PublishAsync(request);
                return StatusCode.OK;
            }
            catch (RpcException e)
            {
                return e.StatusCode;
            }
        }));

        answers.ShouldAllBe(code => code == StatusCode.OK || code == StatusCode.ResourceExhausted);
        answers.ShouldContain(StatusCode.OK);
        answers.ShouldContain(StatusCode.ResourceExhausted);
        live.Emulator.Broker.Memory.Stored.ShouldBeLessThan(live.Emulator.Broker.Memory.Watermark);
        var bodies = new List<string>();
        while (await live.PullAsync() is { Count: > 0 } batch)
        {
            bodies.AddRange(batch.Select(m => m.Message.Data.ToStringUtf8()[..1]));
            await live.AcknowledgeAsync([.. batch.Select(m => m.AckId)]);
        }

        bodies.Count(b => b == "a").ShouldBe(answers.Count(a => a == StatusCode.OK));
        bodies.Count(b => b == "b").ShouldBe(answers.Count(a => a == StatusCode.OK));
    }

    [Fact]
    public async Task A_stream_over_the_limit_of_its_connection_is_answered()
    {
        await using var live = await LiveEmulator.StartAsync(new() { Limits = new() { StreamsPerConnection = 2 } });
        await live.CreateTopicAsync();
        await live.CreateSubscriptionAsync();
        using var first = await live.OpenAsync();
        await first.ReadAsync();
        using (var second = await live.OpenAsync())
        {
            await second.ReadAsync();
            // It writes nothing: a request that crosses the refusal is cancelled by the client itself.
            using var third = new PullStream(live.Subscriber.StreamingPull());
            (await FailsAsync(StatusCode.ResourceExhausted, third.ReadAsync)).Status.Detail.ShouldContain("2 open StreamingPull streams");
        }

        await live.PublishAsync("still served");
        (await first.NextAsync()).Message.Data.ToStringUtf8().ShouldBe("still served");
    }

    [Fact]
    public async Task A_connection_that_says_nothing_is_closed_and_an_open_stream_that_says_nothing_is_not()
    {
        var brief = TimeSpan.FromMilliseconds(1100);
        await using var live = await LiveEmulator.StartAsync(new() { Limits = new() { Silence = brief, BodyPause = brief } });
        await live.CreateTopicAsync();
        await live.CreateSubscriptionAsync();
        using var stream = await live.OpenAsync();
        await stream.ReadAsync();
        using var silent = new TcpClient();
        await silent.ConnectAsync(IPAddress.Loopback, live.Emulator.Port);
        using var endless = new TcpClient();
        await endless.ConnectAsync(IPAddress.Loopback, live.Emulator.Port);
        await endless.GetStream().WriteAsync("POST /v1/projects/test/topics/topic:publish HTTP/1.1\r\nHost: localhost\r\nContent-Length: 400\r\n\r\n{"u8.ToArray());

        await EndsAsync(silent);
        await EndsAsync(endless);

        await live.PublishAsync("still here");
        (await stream.NextAsync()).Message.Data.ToStringUtf8().ShouldBe("still here");
    }

    [Fact]
    public async Task A_table_full_of_open_streams_answers_health_and_refuses_the_rest_with_a_reason()
    {
        var said = new List<string>();
        await using var live = await LiveEmulator.StartAsync(new() { OnPressure = said.Add, Limits = new() { Connections = 2 } });
        await using var other = live.Beside();
        await live.CreateTopicAsync();
        await live.CreateSubscriptionAsync();
        using var first = await live.OpenAsync();
        using var second = await other.OpenAsync();
        await first.ReadAsync();
        await second.ReadAsync();

        for (var i = 0; i < 5; i++)
        {
            using var http = new HttpClient { BaseAddress = new Uri($"http://{live.Emulator.Endpoint}") };
            (await http.GetStringAsync("/healthz")).ShouldBe("Ok\n");
            using var refused = await http.GetAsync($"/v1/{LiveEmulator.Project}/topics");
            refused.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
            (await refused.Content.ReadAsStringAsync()).ShouldContain("ulimit -n");
        }

        said.ShouldHaveSingleItem().ShouldContain("ulimit -n");
        await live.PublishAsync("the first connections go on", "both of them");
        await first.NextAsync();
        await second.NextAsync();
    }

    [Theory]
    [InlineData("")]
    [InlineData("GET /healthz HTTP/1.1\r\nHost: localhost\r\n")]
    [InlineData("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")]
    [InlineData("POST /v1/projects/test/topics/topic:publish HTTP/1.1\r\nHost: localhost\r\nContent-Length: 400\r\n\r\n{")]
    [InlineData("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")]
    public async Task Connections_without_a_request_under_way_give_way(string sent)
    {
        await using var live = await LiveEmulator.StartAsync(new() { Limits = new() { Connections = 3, Silence = TimeSpan.FromHours(1) } });
        await live.CreateTopicAsync();
        await live.CreateSubscriptionAsync();
        using var stream = await live.OpenAsync();
        await stream.ReadAsync();
        var others = new List<TcpClient>();
        for (var i = 0; i < 40; i++)
        {
            others.Add(new TcpClient());
            await others[i].ConnectAsync(IPAddress.Loopback, live.Emulator.Port);
            await others[i].GetStream().WriteAsync(System.Text.Encoding.ASCII.GetBytes(sent));
        }

        await using (var late = live.Beside())
        {
            using var limit = new CancellationTokenSource(PullStream.Patience);
            while (!await PublishesAsync(late))
            {
                limit.Token.ThrowIfCancellationRequested();
            }
        }

        (await stream.NextAsync()).Message.Data.ToStringUtf8().ShouldBe("served");
        await await Task.WhenAny(others.Select(EndsAsync));
        others.ForEach(o => o.Dispose());
    }

    [Fact]
    public void A_watermark_counts_what_else_is_alive_and_measures_it_again()
    {
        var live = 100L;
        var watermark = new MemoryWatermark(new MemoryGauge(() => 1000, () => live), 0.5, null);
        watermark.Store(300);
        live = 900;
        watermark.Sample();
        watermark.Closed().ShouldNotBeNull();

        live = 350;
        watermark.Sample();
        watermark.Closed().ShouldBeNull();
    }

    private static async Task<bool> PublishesAsync(LiveEmulator live)
    {
        try
        {
            await live.PublishAsync("served");
            return true;
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.ResourceExhausted)
        {
            // The others have hardly arrived.
            return false;
        }
    }

    private static async Task EndsAsync(TcpClient client)
    {
        using var limit = new CancellationTokenSource(PullStream.Patience);
        var buffer = new byte[1000];
        try
        {
            while (await client.GetStream().ReadAsync(buffer, limit.Token) > 0)
            {
            }
        }
        catch (IOException)
        {
            // Reset is as good as closed.
        }
    }
}
