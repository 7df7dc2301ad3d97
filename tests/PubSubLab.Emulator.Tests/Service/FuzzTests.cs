using System.Net.Sockets;
using CsCheck;
using Google.Cloud.PubSub.V1;
using Google.Protobuf;
using Grpc.Core;
using PubSubLab.Emulator.Engine;
using PubSubLab.Emulator.Filters;
using PubSubLab.Emulator.Resources;
using PubSubLab.Emulator.Tests.Support;
using static PubSubLab.Emulator.Tests.Support.LiveEmulator;

namespace PubSubLab.Emulator.Tests.Service;

/// <summary>Random bytes: the emulator refuses invalid ones, and every client can read accepted ones.</summary>
public sealed class FuzzTests
{
    private static readonly Marshaller<byte[]> s_bytes = new(static bytes => bytes, static bytes => bytes);
    private static readonly StatusCode[] s_documented =
    [
        StatusCode.OK, StatusCode.InvalidArgument, StatusCode.NotFound, StatusCode.FailedPrecondition, StatusCode.AlreadyExists, StatusCode.Unimplemented,
    ];

    /// <summary>A valid request with bytes replaced, put in, taken out, and cut off; and junk.</summary>
    private static readonly Gen<byte[]> s_mutations =
        Gen.Select(Gen.Int[0, 4], Gen.Select(Gen.Int[0, 2], Gen.Int[0, 400], Gen.Byte).Array[0, 8], Gen.Int[0, 500], Gen.Byte.Array[0, 200]).Select(static (which, edits, cut, junk) =>
        {
            if (which == 4)
            {
                return junk;
            }

            var bytes = Valid(which).ToList();
            foreach (var (how, where, value) in edits)
            {
                var at = bytes.Count == 0 ? 0 : where % bytes.Count;
                switch (how)
                {
                    case 0 when bytes.Count > 0:
                        bytes[at] = value;
                        break;
                    case 1 when bytes.Count > 0:
                        bytes.RemoveAt(at);
                        break;
                    default:
                        bytes.Insert(at, value);
                        break;
                }
            }

            return [.. cut < bytes.Count && cut % 3 == 0 ? bytes.Take(cut) : bytes];
        });

    [Theory]
    [InlineData("Publisher", "Publish")]
    [InlineData("Subscriber", "Pull")]
    [InlineData("Subscriber", "Acknowledge")]
    [InlineData("Subscriber", "ModifyAckDeadline")]
    [InlineData("Publisher", "CreateTopic")]
    [InlineData("Subscriber", "CreateSubscription")]
    [InlineData("Subscriber", "UpdateSubscription")]
    [InlineData("Subscriber", "Seek")]
    [InlineData("SchemaService", "CreateSchema")]
    public async Task A_call_of_mutated_bytes_gets_a_documented_code_and_leaves_nothing_that_cannot_be_read(string service, string method)
    {
        await using var live = await LiveEmulator.StartAsync(new() { PullWait = TimeSpan.FromMilliseconds(1) });
        await live.CreateTopicAsync();
        await live.CreateSubscriptionAsync();
        var call = new Method<byte[], byte[]>(MethodType.Unary, $"google.pubsub.v1.{service}", method, s_bytes, s_bytes);
        var invoker = live.Channel.CreateCallInvoker();

        await s_mutations.SampleAsync(
            async bytes =>
            {
                var status = Status.DefaultSuccess;
                try
                {
                    await invoker.AsyncUnaryCall(call, null, default, bytes).ResponseAsync.WaitAsync(PullStream.Patience);
                }
                catch (RpcException e)
                {
                    status = e.Status;
                }

                s_documented.ShouldContain(status.StatusCode, status.Detail);
                return method != "Publish" || await CanBeReadAsync(live);
            },
            seed: PropertyRun.Seed,
            time: PropertyRun.FuzzSeconds,
            threads: 1);
    }

    [Fact]
    public async Task A_stream_of_mutated_bytes_ends_with_invalid_argument_or_goes_on()
    {
        await using var live = await LiveEmulator.StartAsync();
        await live.CreateTopicAsync();
        await live.CreateSubscriptionAsync();
        using var witness = await live.OpenAsync();
        await witness.ReadAsync();
        var call = new Method<byte[], byte[]>(MethodType.DuplexStreaming, "google.pubsub.v1.Subscriber", "StreamingPull", s_bytes, s_bytes);
        var invoker = live.Channel.CreateCallInvoker();

        await Gen.Select(s_mutations, Gen.Bool).SampleAsync(
            async (bytes, isFirst) =>
            {
                using var stream = invoker.AsyncDuplexStreamingCall(call, null, default);
                try
                {
                    if (!isFirst)
                    {
                        await stream.RequestStream.WriteAsync(new StreamingPullRequest { Subscription = Subscription(), StreamAckDeadlineSeconds = 10 }.ToByteArray());
                    }

                    await stream.RequestStream.WriteAsync(bytes);
                    await stream.RequestStream.CompleteAsync();
                    while (await stream.ResponseStream.MoveNext(CancellationToken.None).WaitAsync(PullStream.Patience))
                    {
                    }

                    return true;
                }
                catch (RpcException e)
                {
                    return e.StatusCode is StatusCode.InvalidArgument or StatusCode.NotFound;
                }
                catch (InvalidOperationException)
                {
                    // The server had ended the stream before the client was done with it.
                    return true;
                }
            },
            seed: PropertyRun.Seed,
            time: PropertyRun.FuzzSeconds,
            threads: 1);

        await live.PublishAsync("still here");
        (await witness.NextAsync()).Message.Data.ToStringUtf8().ShouldBe("still here");
    }

    [Fact]
    public async Task Raw_bytes_on_the_port_end_with_their_connection_and_disturb_nobody()
    {
        await using var live = await LiveEmulator.StartAsync();
        await live.CreateTopicAsync();
        await live.CreateSubscriptionAsync();
        using var witness = await live.OpenAsync();
        await witness.ReadAsync();

        await Gen.Select(Gen.Int[0, 3], Gen.Byte.Array[0, 400]).SampleAsync(
            async (kind, junk) =>
            {
                await SendRawAsync(live.Emulator.Port, [.. Beginning(kind, junk), .. junk]);
                return true;
            },
            seed: PropertyRun.Seed,
            time: PropertyRun.FuzzSeconds,
            threads: 1);

        await live.PublishAsync("still here");
        (await witness.NextAsync()).Message.Data.ToStringUtf8().ShouldBe("still here");
    }

    // A connection that is hung up on in the middle of what it sends, at every byte of a real call.
    [Fact]
    public async Task A_call_cut_off_at_any_byte_has_no_effect_on_others()
    {
        await using var live = await LiveEmulator.StartAsync();
        await live.CreateTopicAsync();
        await live.CreateSubscriptionAsync();
        var whole = Http2Publish();

        for (var length = 0; length < whole.Length; length++)
        {
            await SendRawAsync(live.Emulator.Port, whole[..length]);
        }

        (await live.PullAsync()).ShouldBeEmpty();
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", live.Emulator.Port);
        await client.GetStream().WriteAsync(whole);
        (await live.PullAsync(immediately: false)).ShouldHaveSingleItem().Message.Data.ToStringUtf8().ShouldBe("cut");
    }

    private static byte[] Beginning(int kind, byte[] junk) => kind switch
    {
        0 => [],
        1 => "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray(),
        2 => "POST /v1/projects/test/topics/topic:publish HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 400\r\n\r\n"u8.ToArray(),
        // A frame of HTTP/2 with a type, flags and a stream of chance and a length that is right.
        _ => [.. "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, (byte)(junk.Length >> 8), (byte)junk.Length, (byte)(junk.Length % 12), (byte)(junk.Length * 7), 0, 0, 0, (byte)(junk.Length % 4)],
    };

    /// <summary>Preface, SETTINGS, HEADERS (literal fields without an index, RFC 7541, section 6.2.2) and DATA of one Publish.</summary>
    private static byte[] Http2Publish()
    {
        var headers = new List<byte>();
        foreach (var (name, value) in new[]
        {
            (":method", "POST"), (":scheme", "http"), (":path", "/google.pubsub.v1.Publisher/Publish"), (":authority", "localhost"), ("te", "trailers"), ("content-type", "application/grpc"),
        })
        {
            headers.AddRange([0, (byte)name.Length, .. name.Select(c => (byte)c), (byte)value.Length, .. value.Select(c => (byte)c)]);
        }

        var message = new PublishRequest { Topic = Topic(), Messages = { Message("cut") } }.ToByteArray();
        byte[] body = [0, 0, 0, 0, (byte)message.Length, .. message];
        return
        [
            .. "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8,
            0, 0, 0, 4, 0, 0, 0, 0, 0,
            0, 0, (byte)headers.Count, 1, 4, 0, 0, 0, 1, .. headers,
            0, 0, (byte)body.Length, 0, 1, 0, 0, 0, 1, .. body,
        ];
    }

    private static async Task SendRawAsync(int port, byte[] bytes)
    {
        using var client = new TcpClient();
        using var limit = new CancellationTokenSource(PullStream.Patience);
        await client.ConnectAsync("127.0.0.1", port, limit.Token);
        var connection = client.GetStream();
        try
        {
            await connection.WriteAsync(bytes, limit.Token);
            client.Client.Shutdown(SocketShutdown.Send);
            var buffer = new byte[4096];
            while (await connection.ReadAsync(buffer, limit.Token) > 0)
            {
            }
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            // Reset is as good as closed.
        }
    }

    private static async Task<bool> CanBeReadAsync(LiveEmulator live)
    {
        // The generated client parses what it gets; a message that it cannot parse fails here.
        var received = await live.PullAsync(max: 1000);
        if (received.Count > 0)
        {
            await live.AcknowledgeAsync([.. received.Select(m => m.AckId)]);
        }

        return received.All(m => m.Message.MessageId.Length > 0 && m.Message.PublishTime is not null && (m.Message.Data.Length > 0 || m.Message.Attributes.Count > 0));
    }

    private static byte[] Valid(int which) => which switch
    {
        0 => new PublishRequest { Topic = Topic(), Messages = { Message("data", "", ("key", "value")), Message("more") } }.ToByteArray(),
        1 => new AcknowledgeRequest { Subscription = Subscription(), AckIds = { new AckId(1, 0, 1).ToString(), new AckId(1, 1, 2).ToString() } }.ToByteArray(),
        2 => new StreamingPullRequest
        {
            Subscription = Subscription(), StreamAckDeadlineSeconds = 10, MaxOutstandingMessages = 5, ClientId = "c",
            ModifyDeadlineAckIds = { new AckId(1, 0, 1).ToString() }, ModifyDeadlineSeconds = { 10 }, AckIds = { new AckId(1, 0, 1).ToString() },
        }.ToByteArray(),
        _ => new UpdateSubscriptionRequest
        {
            Subscription = new() { Name = Subscription(), Topic = Topic(), Filter = "attributes:a", AckDeadlineSeconds = 20, Labels = { { "a", "b" } }, RetryPolicy = new() { MinimumBackoff = Seconds(1) } },
            UpdateMask = new() { Paths = { "ack_deadline_seconds" } },
        }.ToByteArray(),
    };
}
