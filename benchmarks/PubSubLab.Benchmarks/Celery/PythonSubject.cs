using PubSubLab.Handlers;
using PubSubLab.Lab.Transports;

namespace PubSubLab.Benchmarks.Celery;

/// <summary>Celery's worker with its own pool, prefork, fed by the lab's publisher or by a producer of its own.</summary>
internal sealed class PythonSubject : QueueSubject
{
    /// <summary>The system's Python, for which Debian packages Celery.</summary>
    private const string Python = "/usr/bin/python3";

    private readonly ITransport _feed;
    private readonly string _queue;
    private readonly HelperProcess _worker;
    private readonly HelperProcess? _producer;
    private readonly LabTask _task = new("""{"task_id":"1123"}"""u8.ToArray(), new Dictionary<string, string>());
    private int _published;
    private int _runs;

    private PythonSubject(ITransport feed, string queue, HelperProcess worker, HelperProcess? producer) =>
        (_feed, _queue, _worker, _producer) = (feed, queue, worker, producer);

    /// <summary>Whether there is a Python that has Celery.</summary>
    public static bool IsThere { get; } = Directory.Exists("/usr/lib/python3/dist-packages/celery") && File.Exists(Python);

    /// <summary>Whether its Kombu speaks Pub/Sub.</summary>
    public static bool IsThereOnPubSub { get; } = IsThere && Imports("kombu.transport.gcpubsub");

    /// <summary>Starts a worker with as many processes as there are processors, Celery's own default.</summary>
    /// <param name="broker">The broker.</param>
    /// <param name="produces">Whether the tasks come from a producer in Python.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task<PythonSubject> StartAsync(MeasuredBroker broker, bool produces, CancellationToken cancellation)
    {
        var feed = broker.Open();
        var queue = produces ? "python-both" : "python";
        await feed.EnsureAsync(new Topology([queue], [new SubscriptionSpec(queue, queue)]), cancellation);
        var environment = new Dictionary<string, string>(broker.Environment)
        {
            ["BROKER_URL"] = broker.Url, ["QUEUE"] = queue, ["PYTHONPATH"] = AppContext.BaseDirectory, ["PYTHONDONTWRITEBYTECODE"] = "1", ["PYTHONWARNINGS"] = "ignore", ["C_FORCE_ROOT"] = "1",
        };
        var producer = produces ? HelperProcess.Start(Python, [Path.Combine(AppContext.BaseDirectory, "bench_app.py")], environment) : null;
        if (broker.ResultUrl is { } results)
        {
            environment["RESULT_URL"] = results;
        }

        var worker = HelperProcess.Start(
            Python,
            [
                "-m", "celery", "-A", "bench_app", "worker", "--pool", "prefork", "--concurrency", $"{Environment.ProcessorCount}",
                "--loglevel", "WARNING", "--without-gossip", "--without-mingle", "--without-heartbeat", "-n", $"{queue}@bench",
            ],
            environment);
        var subject = new PythonSubject(feed, queue, worker, producer);
        try
        {
            await worker.IsReadyAsync(cancellation);
            await (producer?.IsReadyAsync(cancellation) ?? Task.CompletedTask);
            return subject;
        }
        catch
        {
            await subject.DisposeAsync();
            throw;
        }
    }

    private static bool Imports(string module)
    {
        using var process = System.Diagnostics.Process.Start(
            new System.Diagnostics.ProcessStartInfo(Python, ["-c", $"import {module}"]) { UseShellExecute = false, RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode == 0;
    }

    public override async ValueTask DisposeAsync()
    {
        await (_producer?.DisposeAsync() ?? ValueTask.CompletedTask);
        await _worker.DisposeAsync();
        await _feed.DisposeAsync();
    }

    protected override Task PublishAsync(CancellationToken cancellation) => _feed.PublishAsync(_queue, _task, cancellation);

    protected override async Task PublishAllAsync(int count, CancellationToken cancellation)
    {
        _published += count;
        if (_producer is null)
        {
            await base.PublishAllAsync(count, cancellation);
            return;
        }

        await _producer.TellAsync($"{count}");
        await _producer.CountsAsync(++_runs, cancellation);
    }

    protected override Task AllHandledAsync(Task all, CancellationToken cancellation) => _worker.CountsAsync(_published, cancellation);
}
