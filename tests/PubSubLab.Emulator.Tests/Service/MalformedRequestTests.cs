using System.Net.Sockets;
using System.Text;
using Google.Cloud.PubSub.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using PubSubLab.Emulator.Tests.Support;
using static PubSubLab.Emulator.Tests.Support.LiveEmulator;
using Encoding = System.Text.Encoding;

namespace PubSubLab.Emulator.Tests.Service;

/// <summary>Requests that are wrong in every way that the documentation names: each gets its code, and nobody else notices.</summary>
public sealed class MalformedRequestTests
{
    private static readonly string[] s_badIds =
    [
        "", "a", "ab", "1abc", "-abc", "_abc", ".abc", "~abc", "+abc", "%abc", "goog", "googabc", "google-topic", "a b c", "abc def", "abc!", "abc@def", "abc#", "abc$",
        "abc&", "abc*", "abc(", "abc)", "abc=", "abc\\", "abc\"", "abc'", "abc<", "abc>", "abc?", "abc,", "abc;", "abc:", "äbc", "abcé", "abc😀", "abc\n", "abc\t", "abc\0",
        new string('a', 256), new string('a', 10_000), "abc/def",
    ];

    private static readonly string[] s_badNames =
    [
        "", "topic", "projects", "projects/", "projects/p", "projects/p/", "projects/p/topic/abc", "projects//{0}/abc", "project/p/{0}/abc", "projects/p/{0}", "projects/p/{0}/",
        "/projects/p/{0}/abc", "projects/p/{0}/abc/", "projects/p/{0}/abc/def", "PROJECTS/p/{0}/abc", "projects/p/others/abc", "//pubsub.googleapis.com/projects/p/{0}/abc",
    ];

    [Fact]
    public async Task Two_hundred_malformed_requests_get_their_codes_and_disturb_nobody()
    {
        await using var live = await LiveEmulator.StartAsync();
        await live.CreateTopicAsync();
        await live.CreateSubscriptionAsync();
        using var witness = await live.OpenAsync();
        await witness.ReadAsync();

        var cases = Cases(live).ToArray();
        cases.Length.ShouldBeGreaterThanOrEqualTo(200);
        foreach (var (what, code, call) in cases)
        {
            try
            {
                await call(new CallOptions(deadline: TimeProvider.System.GetUtcNow().UtcDateTime.AddSeconds(20)));
                throw new InvalidOperationException($"{what}: was taken");
            }
            catch (RpcException e)
            {
                e.StatusCode.ShouldBe(code, $"{what}: {e.Status.Detail}");
                e.Status.Detail.ShouldNotBeNullOrEmpty(what);
            }
        }

        await live.PublishAsync("still here");
        (await witness.NextAsync()).Message.Data.ToStringUtf8().ShouldBe("still here");
    }

    [Theory]
    [InlineData("junk without a meaning\r\n\r\n")]
    [InlineData("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\njunk after the preface")]
    [InlineData("PRI * HT")]
    [InlineData("PRI")]
    [InlineData("")]
    [InlineData("GET / HTTP/1.1\r\n")]
    [InlineData("POST /v1/projects/test/topics/topic:publish HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\nContent-Type: application/json\r\n\r\n{")]
    [InlineData("\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001")]
    public async Task Junk_on_the_port_ends_with_its_connection(string junk)
    {
        await using var live = await LiveEmulator.StartAsync();
        await live.CreateTopicAsync();
        await live.CreateSubscriptionAsync();
        using (var client = new TcpClient())
        {
            await client.ConnectAsync("127.0.0.1", live.Emulator.Port);
            var connection = client.GetStream();
            await connection.WriteAsync(Encoding.Latin1.GetBytes(junk));
            client.Client.Shutdown(SocketShutdown.Send);
            // Until the server has hung up.
            using var limit = new CancellationTokenSource(PullStream.Patience);
            var buffer = new byte[4096];
            try
            {
                while (await connection.ReadAsync(buffer, limit.Token) > 0)
                {
                }
            }
            catch (IOException)
            {
                // Reset is as good as closed.
            }
        }

        await live.PublishAsync("still here");
        (await live.PullAsync()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_stream_that_ends_or_lies_before_its_first_request_is_refused()
    {
        await using var live = await LiveEmulator.StartAsync();
        await live.CreateTopicAsync();
        await live.CreateSubscriptionAsync();

        foreach (var first in new StreamingPullRequest?[]
        {
            null,
            new(),
            new() { Subscription = "nonsense", StreamAckDeadlineSeconds = 10 },
            new() { Subscription = Subscription() },
            new() { Subscription = Subscription(), StreamAckDeadlineSeconds = 9 },
            new() { Subscription = Subscription(), StreamAckDeadlineSeconds = 601 },
            new() { Subscription = Subscription(), StreamAckDeadlineSeconds = -1 },
            new() { Subscription = Subscription(), StreamAckDeadlineSeconds = 10, AckIds = { "garbage" } },
            new() { Subscription = Subscription(), StreamAckDeadlineSeconds = 10, ModifyDeadlineSeconds = { 10 } },
        })
        {
            using var call = live.Subscriber.StreamingPull();
            if (first is null)
            {
                await call.RequestStream.CompleteAsync();
            }
            else
            {
                await call.RequestStream.WriteAsync(first);
            }

            await FailsAsync(StatusCode.InvalidArgument, () => call.ResponseStream.MoveNext(CancellationToken.None).WaitAsync(PullStream.Patience));
        }
    }

    private static IEnumerable<(string What, StatusCode Code, Func<CallOptions, Task> Call)> Cases(LiveEmulator live)
    {
        foreach (var id in s_badIds)
        {
            yield return ($"topic id {Shown(id)}", StatusCode.InvalidArgument, async o => await live.Publisher.CreateTopicAsync(new Topic { Name = Topic(id) }, o));
            yield return ($"subscription id {Shown(id)}", StatusCode.InvalidArgument, async o => await live.Subscriber.CreateSubscriptionAsync(new Subscription { Name = Subscription(id), Topic = Topic() }, o));
        }

        foreach (var form in s_badNames)
        {
            var topic = form.Replace("{0}", "topics");
            var subscription = form.Replace("{0}", "subscriptions");
            yield return ($"publish to {topic}", StatusCode.InvalidArgument, async o => await live.Publisher.PublishAsync(new PublishRequest { Topic = topic, Messages = { Message("x") } }, o));
            yield return ($"get topic {topic}", StatusCode.InvalidArgument, async o => await live.Publisher.GetTopicAsync(new GetTopicRequest { Topic = topic }, o));
            yield return ($"pull {subscription}", StatusCode.InvalidArgument, async o => await live.Subscriber.PullAsync(new PullRequest { Subscription = subscription, MaxMessages = 1 }, o));
            yield return ($"seek {subscription}", StatusCode.InvalidArgument, async o => await live.Subscriber.SeekAsync(new SeekRequest { Subscription = subscription, Time = new Timestamp() }, o));
        }

        foreach (var (what, set) in BadSubscriptions())
        {
            var subscription = new Subscription { Name = Subscription("bad"), Topic = Topic() };
            set(subscription);
            yield return (what, StatusCode.InvalidArgument, async o => await live.Subscriber.CreateSubscriptionAsync(subscription, o));
        }

        foreach (var (what, messages) in BadMessages())
        {
            yield return (what, StatusCode.InvalidArgument, async o => await live.Publisher.PublishAsync(new PublishRequest { Topic = Topic(), Messages = { messages } }, o));
        }

        foreach (var ackId in new[] { "", "x", "garbage", new string('0', 32), new string('f', 32), new string('a', 31), new string('a', 33), new string('a', 100_000), "ünïcode" })
        {
            yield return ($"ack {Shown(ackId)}", StatusCode.InvalidArgument, async o => await live.Subscriber.AcknowledgeAsync(new AcknowledgeRequest { Subscription = Subscription(), AckIds = { ackId } }, o));
            yield return ($"modify {Shown(ackId)}", StatusCode.InvalidArgument, async o => await live.Subscriber.ModifyAckDeadlineAsync(new ModifyAckDeadlineRequest { Subscription = Subscription(), AckIds = { ackId }, AckDeadlineSeconds = 10 }, o));
        }

        yield return ("no ack ids", StatusCode.InvalidArgument, async o => await live.Subscriber.AcknowledgeAsync(new AcknowledgeRequest { Subscription = Subscription() }, o));
        foreach (var count in new[] { 0, -1, int.MinValue })
        {
            yield return ($"max_messages {count}", StatusCode.InvalidArgument, async o => await live.Subscriber.PullAsync(new PullRequest { Subscription = Subscription(), MaxMessages = count }, o));
        }

        foreach (var token in new[] { "x", "zz", "abc", "token" })
        {
            yield return ($"page token {token}", StatusCode.InvalidArgument, async o => await live.Publisher.ListTopicsAsync(new ListTopicsRequest { Project = Project, PageToken = token }, o));
        }

        yield return ("page size -1", StatusCode.InvalidArgument, async o => await live.Subscriber.ListSubscriptionsAsync(new ListSubscriptionsRequest { Project = Project, PageSize = -1 }, o));
        foreach (var path in new[] { "nonsense", "name", "topic", "filter", "enable_message_ordering", "state", "detached", "push_config.nonsense", "ack_deadline_seconds.x", "labels.x", "", "Ack_Deadline_Seconds" })
        {
            yield return ($"mask {path}", StatusCode.InvalidArgument, async o => await live.Subscriber.UpdateSubscriptionAsync(
                new UpdateSubscriptionRequest { Subscription = new Subscription { Name = Subscription() }, UpdateMask = new FieldMask { Paths = { path } } }, o));
        }

        yield return ("no mask", StatusCode.InvalidArgument, async o => await live.Subscriber.UpdateSubscriptionAsync(new UpdateSubscriptionRequest { Subscription = new Subscription { Name = Subscription() } }, o));
        yield return ("no resource", StatusCode.InvalidArgument, async o => await live.Publisher.UpdateTopicAsync(new UpdateTopicRequest { UpdateMask = new FieldMask { Paths = { "labels" } } }, o));
        yield return ("seek without target", StatusCode.InvalidArgument, async o => await live.Subscriber.SeekAsync(new SeekRequest { Subscription = Subscription() }, o));
        yield return ("seek to no snapshot", StatusCode.NotFound, async o => await live.Subscriber.SeekAsync(new SeekRequest { Subscription = Subscription(), Snapshot = $"{Project}/snapshots/none" }, o));
        yield return ("missing topic", StatusCode.NotFound, async o => await live.Publisher.PublishAsync(new PublishRequest { Topic = Topic("none"), Messages = { Message("x") } }, o));
        yield return ("missing subscription", StatusCode.NotFound, async o => await live.Subscriber.PullAsync(new PullRequest { Subscription = Subscription("none"), MaxMessages = 1 }, o));
        yield return ("topic again", StatusCode.AlreadyExists, async o => await live.Publisher.CreateTopicAsync(new Topic { Name = Topic() }, o));
    }

    private static IEnumerable<(string What, Action<Subscription> Set)> BadSubscriptions()
    {
        foreach (var seconds in new[] { -1, 1, 9, 601, int.MaxValue, int.MinValue })
        {
            yield return ($"ack deadline {seconds}", s => s.AckDeadlineSeconds = seconds);
        }

        foreach (var seconds in new[] { -1L, 0, 599, 2_678_401, long.MaxValue })
        {
            yield return ($"retention {seconds}", s => s.MessageRetentionDuration = new Duration { Seconds = seconds });
        }

        foreach (var seconds in new[] { -1L, 0, 86_399, long.MaxValue })
        {
            yield return ($"ttl {seconds}", s => s.ExpirationPolicy = new ExpirationPolicy { Ttl = new Duration { Seconds = seconds } });
        }

        foreach (var seconds in new[] { -1L, 601, long.MaxValue })
        {
            yield return ($"minimum backoff {seconds}", s => s.RetryPolicy = new RetryPolicy { MinimumBackoff = new Duration { Seconds = seconds } });
            yield return ($"maximum backoff {seconds}", s => s.RetryPolicy = new RetryPolicy { MaximumBackoff = new Duration { Seconds = seconds } });
        }

        yield return ("minimum above maximum", s => s.RetryPolicy = new RetryPolicy { MinimumBackoff = Seconds(20), MaximumBackoff = Seconds(10) });
        foreach (var attempts in new[] { -1, 1, 4, 101, int.MaxValue })
        {
            yield return ($"attempts {attempts}", s => s.DeadLetterPolicy = new DeadLetterPolicy { DeadLetterTopic = Topic(), MaxDeliveryAttempts = attempts });
        }

        yield return ("dead letter without topic", s => s.DeadLetterPolicy = new DeadLetterPolicy { MaxDeliveryAttempts = 5 });
        foreach (var filter in new[] { "bogus(", "attributes", "attributes.a", "attributes.a = b", "a = \"b\"", "attributes:a AND", "attributes:a and attributes:b", "(", ")", "NOT", "\"", new string('x', 257) })
        {
            yield return ($"filter {Shown(filter)}", s => s.Filter = filter);
        }

        foreach (var url in new[] { "nonsense", "ftp://x/y", "://", "http//x" })
        {
            yield return ($"push endpoint {url}", s => s.PushConfig = new PushConfig { PushEndpoint = url });
        }

        foreach (var label in new[] { "", "UPPER", "1digit", "with space", new string('a', 64) })
        {
            yield return ($"label {Shown(label)}", s => s.Labels.Add(label, "x"));
        }
    }

    private static IEnumerable<(string What, PubsubMessage[] Messages)> BadMessages()
    {
        yield return ("no message", []);
        yield return ("an empty message", [new PubsubMessage()]);
        yield return ("a message with an ordering key only", [new PubsubMessage { OrderingKey = "k" }]);
        yield return ("1,001 messages", [.. Enumerable.Range(0, 1001).Select(_ => Message("x"))]);
        yield return ("a message of 10,000,001 bytes", [new PubsubMessage { Data = ByteString.CopyFrom(new byte[10_000_001]) }]);
        yield return ("11 MB in two messages", [new PubsubMessage { Data = ByteString.CopyFrom(new byte[5_500_000]) }, new PubsubMessage { Data = ByteString.CopyFrom(new byte[5_500_000]) }]);
        yield return ("101 attributes", [Message("x", "", [.. Enumerable.Range(0, 101).Select(i => ($"k{i}", "v"))])]);
        yield return ("an empty key", [Message("x", "", ("", "v"))]);
        yield return ("a key of 257 bytes", [Message("x", "", (new string('k', 257), "v"))]);
        yield return ("a value of 1,025 bytes", [Message("x", "", ("k", new string('v', 1025)))]);
        yield return ("a value of 1,026 bytes in 513 characters", [Message("x", "", ("k", new string('é', 513)))]);
        yield return ("a reserved key", [Message("x", "", ("googkey", "v"))]);
        yield return ("a reserved key that resembles the clients' own", [Message("x", "", ("googclient", "v"))]);
        yield return ("an ordering key of 1,025 bytes", [Message("x", new string('k', 1025))]);
        yield return ("a good message and a bad one", [Message("x"), new PubsubMessage()]);
    }

    private static string Shown(string text) => text.Length > 30 ? $"{text[..30]}… ({text.Length})" : text;
}
