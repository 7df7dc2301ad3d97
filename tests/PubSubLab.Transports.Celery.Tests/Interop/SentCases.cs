using System.Collections.Concurrent;
using System.Text.Json;
using PubSubLab.Lab.Transports;
using PubSubLab.Transports.Celery.Tests.Support;

namespace PubSubLab.Transports.Celery.Tests.Interop;

/// <summary>All cases, sent once on each broker to a fleet of the lab's worker and Python's.</summary>
public sealed class SentCases(Servers servers)
{
    private readonly ConcurrentDictionary<string, Lazy<Task<Outcome>>> _outcomes = new(StringComparer.Ordinal);

    /// <summary>Where they were sent; the lines that Python printed, by case; what the lab was given; and what it said.</summary>
    internal sealed record Outcome(TestBackend Backend, IReadOnlyDictionary<string, JsonElement> Lines, IReadOnlyList<Delivery> Delivered, IReadOnlyList<string> Notices);

    internal Task<Outcome> OnAsync(string name) => _outcomes.GetOrAdd(name, key => new(() => SendAsync(key))).Value;

    private async Task<Outcome> SendAsync(string name)
    {
        var options = new CeleryOptions
        {
            Retry = new RetryRule { Attempts = 3 },
            HandlerOfTask = new Dictionary<string, string> { ["proj.tasks.add"] = "slow" },
        };
        await using var queue = await TestQueue.OpenAsync(await servers.AloneAsync(name), options);
        await queue.SubscribeAsync(HandleAsync, ackDeadline: TimeSpan.FromMinutes(5));
        var other = $"{queue.Name}-python";
        await using var python = await PythonWorker.StartAsync(queue.Backend, other, "answering", new Dictionary<string, string> { ["VISIBILITY_TIMEOUT"] = "300" });
        await using var sending = ServerProcess.Start(
            Needs.PythonPath, [Repository.File("tests", "PubSubLab.Transports.Celery.Tests", "Python", "sending.py"), queue.Name, other],
            PythonProducer.EnvironmentOf(queue.Backend, queue.Name), Path.GetTempPath());
        await Eventually.HoldsAsync(() => sending.HasEnded || sending.Said.Contains("chord of chains", StringComparison.Ordinal), "no outcomes");
        await sending.EndAsync().EndsAsync();
        sending.ExitCode.ShouldBe(0, sending.Said);
        var lines = sending.Said.Split('\n').Where(line => line.StartsWith('{')).Select(line => JsonDocument.Parse(line).RootElement);
        return new Outcome(queue.Backend, lines.ToDictionary(line => line.GetProperty("case").GetString()!), [.. queue.Delivered], [.. queue.Notices]);
    }

    private static async Task<Verdict> HandleAsync(Delivery delivery, CancellationToken token)
    {
        if (delivery.Task.Text.Contains("hang", StringComparison.Ordinal))
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
        }

        if (delivery.Task.Text.Contains("fail", StringComparison.Ordinal) || (delivery.Handler == "flaky" && delivery.Attempt < 3))
        {
            delivery.Reason = "it fails";
            delivery.Traceback = "at the oven";
            return Verdict.Nack;
        }

        return Verdict.Ack;
    }
}
