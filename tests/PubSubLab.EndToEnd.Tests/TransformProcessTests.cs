using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using PubSubLab.EndToEnd.Tests.Support;

namespace PubSubLab.EndToEnd.Tests;

/// <summary>The process that runs the functions of message transforms, of an emulator that is a process of its own.</summary>
public sealed class TransformProcessTests
{
    private const string Topic = "/v1/projects/p/topics/orders";

    [Theory]
    [InlineData("return message;")]
    [InlineData("while (true) {}")]
    [InlineData("return { data: String(/^(a+)+$/.test('a'.repeat(60) + 'b')) };")]
    public async Task An_emulator_that_is_killed_leaves_no_process(string body)
    {
        var (emulator, host) = await Lab.StartEmulatorAsync("emulator --port 0");
        await using var _ = emulator;
        using var http = new HttpClient { BaseAddress = new Uri($"http://{host}") };
        await CreateAsync(http, body);
        var publish = PublishAsync(http);
        var children = Array.Empty<int>();
        await Eventually.HoldsAsync(() => (children = Children(emulator.Id)).Length > 0, "the functions' process runs");

        await emulator.SignalAsync("KILL");

        await Eventually.HoldsAsync(() => children.All(static id => !Directory.Exists($"/proc/{id}") || IsZombie(id)), "it ends with the emulator");
        await Should.ThrowAsync<HttpRequestException>(async () =>
        {
            await publish;
            await PublishAsync(http);
        });
    }

    [Fact]
    public async Task A_function_that_ends_its_process_is_told_once_and_the_emulator_serves_on()
    {
        var (emulator, host) = await Lab.StartEmulatorAsync("emulator --port 0");
        await using var _ = emulator;
        using var http = new HttpClient { BaseAddress = new Uri($"http://{host}") };
        await CreateAsync(http, "let a = []; for (let i = 0; i < 300000; i++) { a = [a]; } return { data: String(a) };");

        for (var i = 0; i < 3; i++)
        {
            (await PublishAsync(http)).StatusCode.ShouldBe(System.Net.HttpStatusCode.BadRequest);
        }

        (await http.GetStringAsync("/healthz")).ShouldBe("Ok\n");
        emulator.Errors.ShouldHaveSingleItem().ShouldStartWith("A message transform of projects/p/topics/orders fails: f ");
        await emulator.SignalAsync("TERM");
        (await emulator.EndAsync()).ShouldBe(0);
    }

    private static async Task CreateAsync(HttpClient http, string body)
    {
        var topic = JsonSerializer.Serialize(new { messageTransforms = new[] { new { javascriptUdf = new { functionName = "f", code = $"function f(message) {{ {body} }}" } } } });
        (await http.PutAsync(Topic, new StringContent(topic))).EnsureSuccessStatusCode();
    }

    private static Task<HttpResponseMessage> PublishAsync(HttpClient http) =>
        http.PostAsJsonAsync($"{Topic}:publish", new { messages = new[] { new { data = "YQ==" } } });

    private static int[] Children(int parent) =>
        [.. Process.GetProcesses().Where(process => Stat(process.Id) is { Length: > 3 } stat && stat[1] == parent.ToString()).Select(static process => process.Id)];

    private static bool IsZombie(int id) => Stat(id) is [] or ["Z", ..];

    // State and parent stand behind the name, which can have anything in it.
    private static string[] Stat(int id)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{id}/stat");
            return text[(text.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (IOException)
        {
            return [];
        }
    }
}
