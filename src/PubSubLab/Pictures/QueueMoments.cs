using PubSubLab.Embedded;
using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Ports;
using PubSubLab.Lab.Publishing;
using PubSubLab.Lab.Workers;
using PubSubLab.Tui.Pictures;

namespace PubSubLab.Pictures;

/// <summary>
/// The moments that the guide to Celery shows. The broker's figures, the other program's worker and its states are those of a real Redis; what the
/// lab's own workers do happens on the embedded engine.
/// </summary>
internal static class QueueMoments
{
    /// <summary>Where the header says that the lab is connected to.</summary>
    public const string Place = "celery on redis 127.0.0.1:6379";

    /// <summary>A queue on Redis with a worker of the lab and one of Python. The lab published as many tasks as the real one had there.</summary>
    public static async Task FlowAsync(HeadlessScreen screen, VirtualWorld world)
    {
        Offer(world);
        await world.Session.Workers.SpawnAsync(new WorkerSpec { Handler = "slow", MaxInFlight = 2 });
        await world.Session.Publisher.PublishAsync(new PublishOrder(new TaskDraft { Json = """{"task_id":"{n}"}""" }) { Count = 13 });
        await Moments.PassAsync(screen, world, TimeSpan.FromSeconds(17.5));
    }

    /// <summary>The states of a task of which Python did both attempts.</summary>
    public static async Task TaskAsync(HeadlessScreen screen, VirtualWorld world)
    {
        var queue = Offer(world);
        await Moments.PassAsync(screen, world, TimeSpan.FromSeconds(1));
        var at = world.Clock.GetUtcNow();
        await world.Session.Publisher.PublishAsync(new PublishOrder(new TaskDraft()));
        queue.Follow(world.Journal.ReadAll().Last(e => e.Kind == LabEventKind.Published).Message!.Id, at);
        await Moments.PassAsync(screen, world, TimeSpan.FromSeconds(25));
        screen.Press("4", "G", "Enter");
    }

    private static StoredQueue Offer(VirtualWorld world)
    {
        var queue = new StoredQueue(world.Session.Options.Subscription, StoredQueue.OfRedis());
        world.Session.Offer(new LabPorts { Queues = queue, Fleet = queue });
        return queue;
    }
}
