using System.Text.Json;
using PubSubLab.EndToEnd.Tests.Support;

namespace PubSubLab.EndToEnd.Tests.Cloud;

/// <summary>The service is gone while tasks are published and consumed, and comes back.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class OutageTests : IAsyncLifetime
{
    private const int Count = 40;

    private LoopbackCloud _cloud = null!;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "SSL_CERT_FILE, by which the test's certificate is trusted, is not known on Windows.");
        _cloud = await LoopbackCloud.StartAsync();
        await _cloud.MakeTopologyAsync();
    }

    public ValueTask DisposeAsync() => _cloud?.DisposeAsync() ?? ValueTask.CompletedTask;

    [Fact]
    public async Task Two_workers_and_a_publisher_go_on_after_it_and_no_task_is_lost()
    {
        await using var workers = Lab.Start("worker --workers 2 --json --yes", _cloud.Environment);
        await Lab.UntilAsync(() => Events(workers, "workerStarted").Count() == 2, workers);
        await using var publish = Lab.Start($"publish --count {Count} --every 100ms --json", _cloud.Environment);
        await Lab.UntilAsync(() => Messages(workers, "acked").Count() > 4, workers);

        _cloud.Faults.BeginOutage();
        await Lab.UntilAsync(() => Events(workers, "connectionLost").Select(Worker).OfType<string>().Distinct(StringComparer.Ordinal).Count() == 2, workers);
        _cloud.Faults.Clear();

        (await publish.EndAsync()).ShouldBe(0, string.Join('\n', publish.Errors));
        var published = Messages(publish, "published").ToHashSet(StringComparer.Ordinal);
        published.Count.ShouldBe(Count);
        await Lab.UntilAsync(() => published.IsSubsetOf(Messages(workers, "acked")), workers);
        await Lab.UntilAsync(() => Events(workers, "connectionRestored").Select(Worker).OfType<string>().Distinct(StringComparer.Ordinal).Count() == 2, workers);
        await workers.SignalAsync("INT");

        // The outage may take the answer to an ack on its way. Such a task comes again only when its lease ends, which is not awaited here.
        var code = await workers.EndAsync();
        code.ShouldBe(NotConfirmed(workers) == 0 ? 0 : 1, string.Join('\n', workers.Errors));
    }

    private static int NotConfirmed(Lab workers)
    {
        var open = new HashSet<string>(StringComparer.Ordinal);
        foreach (var line in workers.Lines.Where(line => line.StartsWith('{')))
        {
            var e = JsonDocument.Parse(line).RootElement;
            _ = e.GetProperty("kind").GetString() switch
            {
                "acked" => open.Remove(Message(e)),
                "ackUnconfirmed" => open.Add(Message(e)),
                _ => false,
            };
        }

        return open.Count;
    }

    private static string Message(JsonElement e) => e.GetProperty("message").GetProperty("id").GetString()!;

    private static IEnumerable<JsonElement> Events(Lab lab, string kind) => lab.Lines
        .Where(line => line.StartsWith('{')).Select(line => JsonDocument.Parse(line).RootElement).Where(e => e.GetProperty("kind").GetString() == kind);

    private static string? Worker(JsonElement e) => e.TryGetProperty("worker", out var worker) ? worker.GetString() : null;

    private static IEnumerable<string> Messages(Lab lab, string kind) =>
        Events(lab, kind).Select(Message).Distinct(StringComparer.Ordinal);
}
