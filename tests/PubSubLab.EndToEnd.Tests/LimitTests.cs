using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using PubSubLab.EndToEnd.Tests.Support;

namespace PubSubLab.EndToEnd.Tests;

/// <summary>The emulator as a process under a heap limit, and with few descriptors: it refuses, survives, and everything comes out.</summary>
public sealed class LimitTests
{
    private const string Topic = "/v1/projects/p/topics/orders";
    private const string Subscription = "/v1/projects/p/subscriptions/orders-all";

    [Fact]
    public async Task Under_a_heap_limit_publishing_is_refused_and_everything_drains()
    {
        await using var emulator = Lab.Start("emulator --port 0", ("DOTNET_GCHeapHardLimit", "0x8000000"));
        using var http = await ConnectAsync(emulator);
        var published = 0;
        HttpResponseMessage answer;
        while ((answer = await PublishAsync(http, 100)).IsSuccessStatusCode)
        {
            published += 100;
        }

        ((int)answer.StatusCode).ShouldBe(429);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("Memory is full");
        ((int)(await http.GetAsync("/healthz")).StatusCode).ShouldBe(200);
        ((int)(await http.GetAsync("/readyz")).StatusCode).ShouldBe(503);

        (await DrainAsync(http)).ShouldBe(published);
        (await PublishAsync(http, 100)).IsSuccessStatusCode.ShouldBeTrue();
        await emulator.SignalAsync("TERM");
        (await emulator.EndAsync()).ShouldBe(0);
        emulator.Errors.Count.ShouldBe(3);
        emulator.Errors[0].ShouldContain("RESOURCE_EXHAUSTED");
        emulator.Errors[2].ShouldContain("SIGTERM");
    }

    [Theory]
    [InlineData("")]
    [InlineData("GET /healthz HTTP/1.1\r\nHost: localhost\r\n")]
    [InlineData("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")]
    [InlineData("POST /v1/projects/p/topics/orders:publish HTTP/1.1\r\nHost: localhost\r\nContent-Length: 400\r\n\r\n{")]
    [InlineData("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")]
    public async Task With_few_descriptors_health_answers_during_a_flood_of_connections(string sent)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Limits on descriptors are set as on Linux.");
        await using var emulator = Lab.StartShell($"ulimit -n 256; exec \"{Lab.Program}\" emulator --port 0");
        using var http = await ConnectAsync(emulator);
        (await http.GetStringAsync("/healthz")).ShouldBe("Ok\n");
        (await PublishAsync(http, 100)).IsSuccessStatusCode.ShouldBeTrue();
        var flood = new List<TcpClient>();
        var missing = 0;
        for (var i = 0; i < 600; i++)
        {
            flood.Add(new TcpClient());
            await IgnoringResetAsync(async () =>
            {
                await flood[i].ConnectAsync(http.BaseAddress!.Host, http.BaseAddress.Port);
                await flood[i].GetStream().WriteAsync(Encoding.ASCII.GetBytes(sent));
            });
            missing += i % 20 == 0 && !await IsHealthyAsync(http.BaseAddress!) ? 1 : 0;
        }

        // Of thirty. A machine that is busy with other tests may reset one whose turn comes too late.
        missing.ShouldBeLessThan(3);
        (await http.GetStringAsync("/healthz")).ShouldBe("Ok\n");
        (await DrainAsync(http)).ShouldBe(100);
        flood.ForEach(c => c.Dispose());
        await emulator.SignalAsync("TERM");
        (await emulator.EndAsync()).ShouldBe(0);
        emulator.Errors.Count.ShouldBe(2, string.Join('\n', emulator.Errors.Take(4)));
        emulator.Errors[0].ShouldContain("ulimit -n");
        emulator.Errors[1].ShouldContain("SIGTERM");
    }

    [Fact]
    public async Task A_port_that_is_taken_on_one_address_only_is_said_in_one_line()
    {
        using var other = new TcpListener(System.Net.IPAddress.IPv6Loopback, 0);
        Assert.SkipUnless(StartsOn(other), "This machine has no IPv6 loopback.");

        var run = await Lab.RunAsync($"emulator --port {((System.Net.IPEndPoint)other.LocalEndpoint).Port}");

        run.Code.ShouldBe(1);
        run.Errors.ShouldHaveSingleItem().ShouldContain("is taken");
    }

    [Fact]
    public async Task Listening_everywhere_says_who_can_reach_it_and_prints_an_address_that_works()
    {
        var (emulator, host) = await Lab.StartEmulatorAsync("emulator --host 0.0.0.0 --port 0");
        await using var _ = emulator;
        using var http = new HttpClient();

        host.ShouldStartWith("127.0.0.1:");
        (await http.GetStringAsync($"http://{host}/healthz")).ShouldBe("Ok\n");
        (await emulator.LineAsync(l => l.Contains("every network", StringComparison.Ordinal))).ShouldContain("without a password");
    }

    private static bool StartsOn(TcpListener listener)
    {
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static async Task<bool> IsHealthyAsync(Uri address)
    {
        using var http = new HttpClient { BaseAddress = address, Timeout = Lab.Patience };
        try
        {
            return await http.GetStringAsync("/healthz") == "Ok\n";
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static async Task<HttpClient> ConnectAsync(Lab emulator)
    {
        const string first = "PUBSUB_EMULATOR_HOST=";
        var line = await emulator.LineAsync(l => l.StartsWith(first, StringComparison.Ordinal));
        var http = new HttpClient { BaseAddress = new Uri($"http://{line[first.Length..]}"), Timeout = Lab.Patience };
        (await http.PutAsync(Topic, null)).EnsureSuccessStatusCode();
        (await http.PutAsJsonAsync(Subscription, new { topic = "projects/p/topics/orders", ackDeadlineSeconds = 600 })).EnsureSuccessStatusCode();
        return http;
    }

    private static async Task<HttpResponseMessage> PublishAsync(HttpClient http, int count)
    {
        var data = Convert.ToBase64String(Encoding.ASCII.GetBytes(new string('x', 10_240)));
        return await http.PostAsJsonAsync($"{Topic}:publish", new { messages = Enumerable.Range(0, count).Select(_ => new { data }) });
    }

    private static async Task<int> DrainAsync(HttpClient http)
    {
        var drained = 0;
        while (true)
        {
            using var answer = await AdmittedAsync(() => http.PostAsJsonAsync($"{Subscription}:pull", new { maxMessages = 200, returnImmediately = true }));
            var root = (await answer.Content.ReadFromJsonAsync<JsonElement>());
            if (!root.TryGetProperty("receivedMessages", out var messages))
            {
                return drained;
            }

            var ackIds = messages.EnumerateArray().Select(m => m.GetProperty("ackId").GetString()).ToArray();
            using var acked = await AdmittedAsync(() => http.PostAsJsonAsync($"{Subscription}:acknowledge", new { ackIds }));
            drained += ackIds.Length;
        }
    }

    /// <summary>Calls again while the emulator is full, as clients do: those that came before may still have the last places.</summary>
    private static async Task<HttpResponseMessage> AdmittedAsync(Func<Task<HttpResponseMessage>> call)
    {
        HttpResponseMessage? answer = null;
        await Eventually.HoldsAsync(
            async () =>
            {
                answer?.Dispose();
                answer = await call();
                return answer.StatusCode != System.Net.HttpStatusCode.TooManyRequests;
            },
            "the emulator takes the call");
        return answer!.EnsureSuccessStatusCode();
    }

    private static async Task IgnoringResetAsync(Func<Task> action)
    {
        try
        {
            await action();
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            // Refused connections are reset; this is what the flood is for.
        }
    }
}
