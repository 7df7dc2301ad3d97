using System.Net;
using System.Net.Sockets;
using System.Text;
using PubSubLab.Emulator.Tests.Support;
using static PubSubLab.Emulator.Tests.Hostile.Http2Frames;

namespace PubSubLab.Emulator.Tests.Hostile;

/// <summary>Floods of HTTP/1 and HTTP/2, bounded in size: health answers during all of them, open streams go on, and everything works afterwards.</summary>
[Collection(nameof(Alone))]
public sealed class FloodTests
{
    private const int Many = 5_000;
    private const int Connections = 4;
    private static readonly byte[] s_publish = Call("/google.pubsub.v1.Publisher/Publish");
    private static readonly byte[] s_streamingPull = Call("/google.pubsub.v1.Subscriber/StreamingPull");

    private static readonly Dictionary<string, Func<byte[]>> s_floods = new()
    {
        ["rapid reset"] = () => Repeat(Many, static (f, i) => f.Frame(Headers, EndHeaders, (i * 2) + 1, s_publish).Frame(Reset, 0, (i * 2) + 1, [0, 0, 0, 8])),
        ["streams that stay open"] = () => Repeat(Many, static (f, i) => f.Frame(Headers, EndHeaders, (i * 2) + 1, s_streamingPull)),
        ["rapid reset of streams"] = () => Repeat(Many, static (f, i) => f.Frame(Headers, EndHeaders, (i * 2) + 1, s_streamingPull).Frame(Reset, 0, (i * 2) + 1, [0, 0, 0, 8])),
        ["settings"] = () => Repeat(Many, static (f, _) => f.Frame(Settings, 0, 0, [0, 4, 0, 0, 0xFF, 0xFF])),
        ["ping"] = () => Repeat(Many, static (f, _) => f.Frame(Ping, 0, 0, [1, 2, 3, 4, 5, 6, 7, 8])),
        ["priority"] = () => Repeat(Many, static (f, i) => f.Frame(Priority, 0, (i * 2) + 1, [0, 0, 0, 0, 1])),
        ["window update"] = () => Repeat(Many, static (f, _) => f.Frame(WindowUpdate, 0, 0, [0, 0, 0, 1])),
        ["window overflow"] = () => Repeat(3, static (f, _) => f.Frame(WindowUpdate, 0, 0, [0x7F, 0xFF, 0xFF, 0xFF])),
        ["continuation"] = () => Repeat(Many, static (f, i) => i == 0 ? f.Frame(Headers, 0, 1, s_publish) : f.Frame(Continuation, 0, 1, LargeHeader(i))),
        ["empty continuation"] = () => Repeat(Many, static (f, i) => i == 0 ? f.Frame(Headers, 0, 1, s_publish) : f.Frame(Continuation, 0, 1, [])),
        ["empty data"] = () => Repeat(Many, static (f, i) => i == 0 ? f.Frame(Headers, EndHeaders, 1, s_publish) : f.Frame(Data, 0, 1, [])),
        ["data of a closed stream"] = () => Repeat(Many, static (f, i) => i == 0 ? f.Frame(Headers, EndHeaders | EndStream, 1, s_publish) : f.Frame(Data, 0, 1, [0])),
        ["a message of 4 GB"] = () => Repeat(2, static (f, i) => i == 0 ? f.Frame(Headers, EndHeaders, 1, s_publish) : f.Frame(Data, 0, 1, [0, 0xFF, 0xFF, 0xFF, 0xFF, 1, 2, 3])),
        ["frames of unknown types"] = () => Repeat(Many, static (f, i) => f.Frame((byte)(20 + (i % 200)), 0xFF, i % 7, [1, 2, 3])),
        ["a frame longer than allowed"] = () => new Http2Frames().Raw([0xFF, 0xFF, 0xFF, 0, 0, 0, 0, 0, 1]).ToArray(),
        ["half a preface"] = () => "PRI * HTTP/2.0\r\n\r\nS"u8.ToArray(),
        ["pipelined health"] = () => Text(string.Concat(Enumerable.Repeat("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n", Many))),
        ["pipelined errors"] = () => Text(string.Concat(Enumerable.Repeat("POST /v1/projects/x/topics/y:publish HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\n\r\n{", Many / 10))),
        ["a huge header"] = () => Text($"GET /healthz HTTP/1.1\r\nHost: localhost\r\nX: {new string('x', 2_000_000)}\r\n\r\n"),
        ["many headers"] = () => Text($"GET /healthz HTTP/1.1\r\nHost: localhost\r\n{string.Concat(Enumerable.Repeat("X: y\r\n", Many))}\r\n"),
        ["a huge request line"] = () => Text($"GET /{new string('x', 2_000_000)} HTTP/1.1\r\nHost: localhost\r\n\r\n"),
        ["chunks of one byte"] = () => Text($"POST /v1/projects/x/topics/y:publish HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n{string.Concat(Enumerable.Repeat("1\r\n[\r\n", Many))}"),
        ["a chunk without an end"] = () => Text("POST /v1/projects/x/topics/y:publish HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFF\r\nx"),
        ["two lengths"] = () => Text("POST /v1/projects/x/topics/y:publish HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 9999999999999999999\r\n\r\nx"),
        ["half a TLS hello"] = () => [0x16, 3, 1, 2, 0, 1, 0, 1, 0xFC, 3, 3],
    };

    public static TheoryData<string> Floods => [.. s_floods.Keys];

    [Theory]
    [MemberData(nameof(Floods))]
    public async Task A_flood_disturbs_nobody(string what)
    {
        var faults = new List<string>();
        await using var live = await LiveEmulator.StartAsync(new() { OnFault = fault => { lock (faults) { faults.Add(fault); } } });
        using var stream = await OpenAsync(live);
        var bytes = s_floods[what]();

        await HealthProbe.ShouldAnswerDuringAsync(live.Emulator, what, () => Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => SendAsync(live.Emulator.Port, bytes))));

        faults.ShouldBeEmpty();
        await ShouldServeAsync(live, stream);
    }

    [Fact]
    public async Task Connections_that_trickle_disturb_nobody()
    {
        await using var live = await LiveEmulator.StartAsync(new() { Limits = new() { Connections = 20 } });
        using var stream = await OpenAsync(live);
        await HealthProbe.ShouldAnswerDuringAsync(live.Emulator, "trickle", async () =>
        {
            var slow = new List<TcpClient>();
            foreach (var c in "POST /v1/projects/test/topics/topic:publish HTTP/1.1\r\n")
            {
                slow.AddRange(Enumerable.Range(0, 4).Select(_ => new TcpClient()));
                await Task.WhenAll(slow.Select(client => TrickleAsync(client, live.Emulator.Port, (byte)c)));
            }

            slow.ForEach(static client => client.Dispose());
        });
        await ShouldServeAsync(live, stream);
    }

    private static async Task<PullStream> OpenAsync(LiveEmulator live)
    {
        await live.CreateTopicAsync();
        await live.CreateSubscriptionAsync();
        var stream = await live.OpenAsync();
        await stream.ReadAsync();
        return stream;
    }

    // The stream that was open before goes on, and new calls work.
    private static async Task ShouldServeAsync(LiveEmulator live, PullStream stream)
    {
        await live.PublishAsync("still here");
        (await stream.NextAsync()).Message.Data.ToStringUtf8().ShouldBe("still here");
        await Afterwards.ShouldServeAsync(live);
    }

    private static async Task TrickleAsync(TcpClient client, int port, byte next)
    {
        try
        {
            if (!client.Connected)
            {
                await client.ConnectAsync(IPAddress.Loopback, port);
            }

            await client.GetStream().WriteAsync(new[] { next });
        }
        catch (Exception e) when (e is IOException or SocketException or InvalidOperationException)
        {
            // It gave way to another.
        }
    }

    // Sends what the server takes, and then reads until it is done with it: closed, or nothing more to say.
    private static async Task SendAsync(int port, byte[] bytes)
    {
        using var client = new TcpClient();
        using var limit = new CancellationTokenSource(PullStream.Patience);
        await client.ConnectAsync(IPAddress.Loopback, port, limit.Token);
        var connection = client.GetStream();
        var reading = ReadAsync(connection, limit.Token);
        try
        {
            await connection.WriteAsync(bytes, limit.Token);
            client.Client.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            // The server had enough.
        }

        await reading;
    }

    private static async Task ReadAsync(NetworkStream connection, CancellationToken cancellation)
    {
        var buffer = new byte[65_536];
        try
        {
            while (await connection.ReadAsync(buffer, cancellation) > 0)
            {
            }
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            // Reset is as good as closed.
        }
    }

    private static byte[] Text(string text) => Encoding.ASCII.GetBytes(text);

    private static byte[] Repeat(int times, Func<Http2Frames, int, Http2Frames> frame) => Enumerable.Range(0, times).Aggregate(new Http2Frames(), frame).ToArray();
}
