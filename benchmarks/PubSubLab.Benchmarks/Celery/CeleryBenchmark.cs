using PubSubLab.Benchmarks.Brokers;

namespace PubSubLab.Benchmarks.Celery;

/// <summary>
/// Small tasks from publish to handled through the lab's transport on Redis, RabbitMQ and Pub/Sub, beside Celery in Python on the same broker
/// and the broker's client alone; on Pub/Sub that one works in Kombu's way. Late acks everywhere; only on Redis are results stored.
/// </summary>
internal sealed class CeleryBenchmark : IBenchmark
{
    private const int Tasks = 10_000;
    private const int Rounds = 3;

    public string Name => "celery";

    public async Task RunAsync(Report report, CancellationToken cancellation)
    {
        await MeasureAsync(report, await QueueServer.TryStartRedisAsync(cancellation), "redis", static async (server, _) => await RawRedisSubject.StartAsync(server.Port), cancellation);
        await MeasureAsync(
            report, await QueueServer.TryStartRabbitMqAsync(cancellation), "rabbitmq", static async (server, token) => await RawRabbitMqSubject.StartAsync(server.Port, token), cancellation);
        await using var emulator = await BrokerProcess.StartOursAsync();
        await using var kombusWay = await KombusWaySubject.StartAsync(emulator.Endpoint, cancellation);
        await MeasureAsync(report, MeasuredBroker.Of(emulator.Endpoint), "Kombu's way, imitated: Pull of 32, Acknowledge of 1", kombusWay, cancellation);
    }

    private async Task MeasureAsync(
        Report report, QueueServer? server, string broker, Func<QueueServer, CancellationToken, Task<QueueSubject>> startRaw, CancellationToken cancellation)
    {
        if (server is null)
        {
            report.Note(Name, $"{broker}: {broker}-server is not there, left out");
            return;
        }

        await using (server)
        {
            await using var raw = await startRaw(server, cancellation);
            await MeasureAsync(report, MeasuredBroker.Of(server), "the client alone", raw, cancellation);
        }
    }

    private async Task MeasureAsync(Report report, MeasuredBroker broker, string beside, QueueSubject raw, CancellationToken cancellation)
    {
        await using var lab = await LabSubject.StartAsync(broker.Open(), cancellation);
        await raw.RunAsync(Tasks, cancellation);
        await lab.RunAsync(Tasks, cancellation);

        // In turns, so that what else happens on the machine meets both.
        for (var i = 0; i < Rounds; i++)
        {
            await raw.RunAsync(Tasks, cancellation);
            await lab.RunAsync(Tasks, cancellation);
        }

        report.Add(Name, $"{broker.Name}: {beside}, {QueueSubject.InFlight} publishes at a time", raw.Best, "tasks/s");
        report.Add(Name, $"{broker.Name}: the lab, {QueueSubject.InFlight} publishes at a time, 1 worker", lab.Best, "tasks/s");
        report.Add(Name, $"{broker.Name}: the lab / {beside}", lab.Best / raw.Best, "x");
        await MeasurePythonAsync(report, broker, lab, cancellation);

        var alone = await raw.RoundTripAsync(1_000, cancellation);
        var through = await lab.RoundTripAsync(1_000, cancellation);
        report.Add(Name, $"{broker.Name}: one task at a time, {beside}, p50", alone, "us");
        report.Add(Name, $"{broker.Name}: one task at a time, the lab, p50", through, "us");
        report.Add(Name, $"{broker.Name}: one task at a time, the lab / {beside}", through / alone, "x");
    }

    private async Task MeasurePythonAsync(Report report, MeasuredBroker broker, LabSubject lab, CancellationToken cancellation)
    {
        if (broker.NoPython is { } why)
        {
            report.Note(Name, why);
            return;
        }

        foreach (var produces in new[] { false, true })
        {
            await using var python = await PythonSubject.StartAsync(broker, produces, cancellation);
            await python.RunAsync(broker.PythonTasks / 2, cancellation);
            for (var i = 0; i < Rounds; i++)
            {
                await python.RunAsync(broker.PythonTasks, cancellation);
                await lab.RunAsync(Tasks, cancellation);
            }

            var what = produces ? "Celery's producer and worker" : "Celery's worker, fed by the lab's publisher";
            report.Add(Name, $"{broker.Name}: {what} (prefork, {Environment.ProcessorCount} processes)", python.Best, "tasks/s");
            report.Add(Name, $"{broker.Name}: the lab / {what}", lab.Best / python.Best, "x");
        }
    }
}
