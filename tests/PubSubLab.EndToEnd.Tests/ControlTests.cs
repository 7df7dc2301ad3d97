using System.Diagnostics;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using PubSubLab.EndToEnd.Tests.Support;

namespace PubSubLab.EndToEnd.Tests;

/// <summary>The control API of the program, whose clock it moves.</summary>
public sealed class ControlTests
{
    [Fact]
    public async Task The_sample_in_Node_tests_its_service()
    {
        var (emulator, host) = await Lab.StartEmulatorAsync();
        await using var _ = emulator;

        var (code, said) = await NodeAsync(host, "--test", Repository.File("samples", "node", "billing.test.mjs"));

        code.ShouldBe(0, said);
        said.ShouldContain("# pass 2");
    }

    [Fact]
    public async Task Time_stands_still_and_goes_on_when_it_is_told()
    {
        var (emulator, host) = await Lab.StartEmulatorAsync();
        await using var _ = emulator;
        using var http = new HttpClient { BaseAddress = new Uri($"http://{host}") };
        await PutAsync(http, "/emulator/v1/state", "project: p\ntopics:\n  - name: orders\n    subscriptions: [{ name: all, ackDeadline: 600s }]\n", "application/yaml");
        await PutAsync(http, "/emulator/v1/history", """{"keep":true}""", "application/json");
        var stopped = await ClockAsync(http, new { running = false });
        (await ClockAsync(http, new { })).ShouldBe(stopped);
        await PostAsync(http, "/v1/projects/p/topics/orders:publish", new { messages = new[] { new { data = "eA==" } } });
        await PostAsync(http, "/v1/projects/p/subscriptions/all:pull", new { maxMessages = 1 });

        // A pull without messages is answered although time stands still.
        (await PostAsync(http, "/v1/projects/p/subscriptions/all:pull", new { maxMessages = 1 })).ShouldNotContain("receivedMessages");
        (await ClockAsync(http, new { advance = "600s" })).ShouldBe(stopped.AddSeconds(600));

        (await PostAsync(http, "/v1/projects/p/subscriptions/all:pull", new { maxMessages = 1 })).ShouldContain("receivedMessages");
        (await http.GetStringAsync("/emulator/v1/history?kind=LEASE_EXPIRED&wait=30s")).ShouldContain("LEASE_EXPIRED");
        (await ClockAsync(http, new { running = true })).ShouldBeGreaterThanOrEqualTo(stopped.AddSeconds(600));
    }

    private static async Task<DateTimeOffset> ClockAsync(HttpClient http, object change)
    {
        using var answer = await http.PatchAsJsonAsync("/emulator/v1/clock", change);
        return JsonDocument.Parse(await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync()).RootElement.GetProperty("time").GetDateTimeOffset();
    }

    private static async Task PutAsync(HttpClient http, string path, string body, string type)
    {
        using var content = new StringContent(body, Encoding.UTF8, type);
        using var answer = await http.PutAsync(path, content);
        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync());
    }

    private static async Task<string> PostAsync(HttpClient http, string path, object body)
    {
        using var answer = await http.PostAsJsonAsync(path, body);
        var text = await answer.Content.ReadAsStringAsync();
        answer.IsSuccessStatusCode.ShouldBeTrue(text);
        return text;
    }

    private static async Task<(int Code, string Said)> NodeAsync(string host, params string[] arguments)
    {
        using var limit = new CancellationTokenSource(Lab.Patience);
        var start = new ProcessStartInfo("node", ["--test-reporter=tap", .. arguments]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PUBSUB_EMULATOR_HOST"] = host;
        using var node = Process.Start(start)!;
        try
        {
            var said = await Task.WhenAll(node.StandardOutput.ReadToEndAsync(limit.Token), node.StandardError.ReadToEndAsync(limit.Token));
            await node.WaitForExitAsync(limit.Token);
            return (node.ExitCode, string.Concat(said));
        }
        finally
        {
            if (!node.HasExited)
            {
                node.Kill(entireProcessTree: true);
            }
        }
    }
}
