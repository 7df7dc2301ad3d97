using PubSubLab.Handlers;
using PubSubLab.Lab.Transports;

namespace PubSubLab.Benchmarks.Celery;

/// <summary>The lab's transport, with one worker.</summary>
internal sealed class LabSubject : QueueSubject
{
    private const string Queue = "lab";
    private readonly ITransport _transport;
    private readonly LabTask _task = new("""{"task_id":"1123"}"""u8.ToArray(), new Dictionary<string, string>());
    private ITransportSubscription? _worker;

    private LabSubject(ITransport transport) => _transport = transport;

    public static async Task<LabSubject> StartAsync(ITransport transport, CancellationToken cancellation)
    {
        var subject = new LabSubject(transport);
        await transport.EnsureAsync(Topology.Simple($"{Queue}-topic", Queue), cancellation);
        subject._worker = await transport.SubscribeAsync(
            new SubscribeOptions { Subscription = Queue, Worker = "lab", MaxInFlight = InFlight },
            (_, _) =>
            {
                subject.Handled();
                return Task.FromResult(Verdict.Ack);
            },
            cancellation);
        return subject;
    }

    public override async ValueTask DisposeAsync()
    {
        await _worker!.DisposeAsync();
        await _transport.DisposeAsync();
    }

    protected override Task PublishAsync(CancellationToken cancellation) => _transport.PublishAsync($"{Queue}-topic", _task, cancellation);
}
