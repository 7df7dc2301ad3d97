using PubSubLab.Lab.Transports;
using PubSubLab.Transports.Celery;
using PubSubLab.Transports.Celery.RabbitMq;
using PubSubLab.Transports.Celery.Redis;

namespace PubSubLab.Benchmarks.Celery;

/// <summary>
/// Small tasks from publish to handled through the lab's transport on Redis and RabbitMQ, beside Celery in Python on the same broker and
/// the broker's client alone. Late acks everywhere; results are stored on Redis by the lab and by Celery, on RabbitMQ by neither.
/// </summary>
internal sealed class CeleryBenchmark : IBenchmark
{
    private const int Tasks = 10_000;
    private const int PythonTasks = 2_000;
    private const int Rounds = 3;

    public string Name => "celery";

    public async Task RunAsync(Report report, CancellationToken cancellation)
    {
        await MeasureAsync(
            report, "redis", await QueueServer.TryStartRedisAsync(cancellation), static async (server, _) => await RawRedisSubject.StartAsync(server.Port), cancellation);
        await MeasureAsync(
            report, "rabbitmq", await QueueServer.TryStartRabbitMqAsync(cancellation), static async (server, token) => await RawRabbitMqSubject.StartAsync(server.Port, token), cancellation);
    }

    private async Task MeasureAsync(
        Report report, string broker, QueueServer? server, Func<QueueServer, CancellationToken, Task<QueueSubject>> startRaw, CancellationToken cancellation)
    {
        if (server is null)
        {
            report.Note(Name, $"{broker}: {broker}-server is not there, left out");
            return;
        }

        await using (server)
        {
            await using var raw = await startRaw(server, cancellation);
            await using var lab = await LabSubject.StartAsync(Open(server), cancellation);
            await raw.RunAsync(Tasks, cancellation);
            await lab.RunAsync(Tasks, cancellation);

            // In turns, so that what else happens on the machine meets both.
            for (var i = 0; i < Rounds; i++)
            {
                await raw.RunAsync(Tasks, cancellation);
                await lab.RunAsync(Tasks, cancellation);
            }

            report.Add(Name, $"{broker}: the client alone, {QueueSubject.InFlight} publishes at a time", raw.Best, "tasks/s");
            report.Add(Name, $"{broker}: the lab, {QueueSubject.InFlight} publishes at a time, 1 worker", lab.Best, "tasks/s");
            report.Add(Name, $"{broker}: the lab / the client alone", lab.Best / raw.Best, "x");
            await MeasurePythonAsync(report, broker, server, lab, cancellation);

            var alone = await raw.RoundTripAsync(1_000, cancellation);
            var through = await lab.RoundTripAsync(1_000, cancellation);
            report.Add(Name, $"{broker}: one task at a time, the client alone, p50", alone, "us");
            report.Add(Name, $"{broker}: one task at a time, the lab, p50", through, "us");
            report.Add(Name, $"{broker}: one task at a time, the lab / the client alone", through / alone, "x");
        }
    }

    private async Task MeasurePythonAsync(Report report, string broker, QueueServer server, LabSubject lab, CancellationToken cancellation)
    {
        if (!PythonSubject.IsThere)
        {
            report.Note(Name, $"{broker}: Celery is not there for the system's Python, left out");
            return;
        }

        var results = server.Name == "redis" ? server.Url : null;
        foreach (var produces in new[] { false, true })
        {
            await using var python = await PythonSubject.StartAsync(Open(server), server.Url, results, produces, cancellation);
            await python.RunAsync(PythonTasks / 2, cancellation);
            for (var i = 0; i < Rounds; i++)
            {
                await python.RunAsync(PythonTasks, cancellation);
                await lab.RunAsync(Tasks, cancellation);
            }

            var what = produces ? "Celery's producer and worker" : "Celery's worker, fed by the lab's publisher";
            report.Add(Name, $"{broker}: {what} (prefork, {Environment.ProcessorCount} processes)", python.Best, "tasks/s");
            report.Add(Name, $"{broker}: the lab / {what}", lab.Best / python.Best, "x");
        }
    }

    private static ITransport Open(QueueServer server)
    {
        var options = new CeleryOptions { VisibilityTimeout = CeleryOptions.CelerysVisibilityTimeout };
        return server.Name == "redis" ? new RedisCeleryTransport(server.Url, options) : new RabbitMqCeleryTransport(server.Url, options);
    }
}
