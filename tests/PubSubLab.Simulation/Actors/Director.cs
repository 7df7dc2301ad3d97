using Google.Cloud.PubSub.V1;
using Google.Protobuf.WellKnownTypes;
using PubSubLab.Simulation.Checks;
using PubSubLab.Simulation.Disks;
using PubSubLab.Simulation.Network;
using PubSubLab.Simulation.Servers;
using PubSubLab.Simulation.Worlds;

namespace PubSubLab.Simulation.Actors;

/// <summary>Makes the topology and the actors of a run, lets things fail, and ends with a time without faults in which everything must be drained.</summary>
/// <param name="stage">The world of the run.</param>
/// <param name="host">The server.</param>
/// <param name="disk">Its disk; null where it has none that keeps.</param>
/// <param name="faults">Whether anything fails.</param>
internal sealed class Director(Stage stage, ServerHost host, SimulatedDisk? disk, bool faults)
{
    private const string TopicId = "topic";
    private const string DeadTopic = "dead";

    private static readonly TimeSpan s_drainLimit = TimeSpan.FromHours(2);

    private readonly List<PublisherActor> _publishers = [];
    private readonly List<SubscriberActor> _subscribers = [];

    public SimulatedProcess Process { get; } = stage.NewProcess("director");

    private Draws Draws => stage.Draws;

    public async Task RunAsync()
    {
        CreateTopology();
        host.Start();
        stage.HandlersAreSlow = true;
        stage.FailureRate = faults ? Draws.Of(0.02, 0.15, 0.5, 0.95) : 0;
        for (var i = Draws.Between(1, 3); i > 0; i--)
        {
            _publishers.Add(new PublisherActor(stage, TopicId, Draws.Between(3, 25)));
        }

        foreach (var subscription in Pulled)
        {
            for (var i = Draws.Between(1, 2); i > 0; i--)
            {
                _subscribers.Add(new SubscriberActor(stage, subscription));
            }
        }

        if (faults)
        {
            stage.Network.Faults = NetworkFaults.Draw(Draws);
            await FailAsync();
            stage.FailureRate = 0;
            stage.Network.Faults = NetworkFaults.None;
            await RestartWhileDrainingAsync();
        }

        await EndAsync(() => _publishers.TrueForAll(static p => p.IsDone), "the publishers have an answer for every message");
        foreach (var subscription in Pulled.Where(s => !_subscribers.Exists(a => a.Subscription == s && !a.IsStopping && !a.IsDone)))
        {
            _subscribers.Add(new SubscriberActor(stage, subscription));
        }

        await EndAsync(() => host.IsDrained, "every message is delivered and acknowledged");
        await EndAsync(() => _subscribers.TrueForAll(static s => s.IsStarted), "the subscribers have started");
        foreach (var subscriber in _subscribers)
        {
            subscriber.Stop(SubscriberClient.ShutdownMode.WaitForProcessing, TimeSpan.FromMinutes(2));
        }

        await EndAsync(() => _subscribers.TrueForAll(static s => s.IsDone), "the subscribers have stopped");
    }

    private IEnumerable<SubscriptionModel> Pulled => stage.Ledger.Subscriptions.Values.Where(static s => !s.IsPush);

    private void CreateTopology()
    {
        host.Add(new Topic { Name = $"{Ledger.Project}/topics/{TopicId}" });
        host.Add(new Topic { Name = $"{Ledger.Project}/topics/{DeadTopic}" });
        Create(new SubscriptionModel { Id = "dead-sub", Topic = DeadTopic });
        for (var i = Draws.Between(1, 3); i > 0; i--)
        {
            var isPush = Draws.Chance(0.25);
            Create(new SubscriptionModel
            {
                Id = $"sub{i}",
                Topic = TopicId,
                IsOrdered = Draws.Chance(0.5),
                IsExactlyOnce = !isPush && Draws.Chance(0.5),
                IsPush = isPush,
                MaxAttempts = Draws.Of(0, 5, 7),
                Color = Draws.Of(null, null, "red"),
                AckDeadlineSeconds = Draws.Of(10, 10, 30, 60),
            });
        }
    }

    private void Create(SubscriptionModel model)
    {
        stage.Ledger.Subscriptions.Add(model.Id, model);
        var request = new Subscription
        {
            Name = $"{Ledger.Project}/subscriptions/{model.Id}",
            Topic = $"{Ledger.Project}/topics/{model.Topic}",
            EnableMessageOrdering = model.IsOrdered,
            EnableExactlyOnceDelivery = model.IsExactlyOnce,
            AckDeadlineSeconds = model.AckDeadlineSeconds,
            Filter = model.Color is null ? "" : $"attributes.{Ledger.ColorAttribute} = \"{model.Color}\"",
        };
        if (model.IsPush)
        {
            request.PushConfig = new PushConfig { PushEndpoint = $"http://{model.Id}.invalid/" };
        }

        if (model.MaxAttempts > 0)
        {
            request.DeadLetterPolicy = new DeadLetterPolicy { DeadLetterTopic = $"{Ledger.Project}/topics/{DeadTopic}", MaxDeliveryAttempts = model.MaxAttempts };
        }

        if (Draws.Chance(0.5))
        {
            request.RetryPolicy = new RetryPolicy
            {
                MinimumBackoff = Duration.FromTimeSpan(TimeSpan.FromSeconds(Draws.Of(0, 1, 5))), MaximumBackoff = Duration.FromTimeSpan(TimeSpan.FromSeconds(Draws.Of(5, 20))),
            };
        }

        host.Add(request);
    }

    private async Task FailAsync()
    {
        var restarts = Draws.Chance(disk is null ? 0.4 : 0.8);
        var end = stage.World.Elapsed + TimeSpan.FromSeconds(Draws.Between(20, 300));
        while (stage.World.Elapsed < end)
        {
            await Task.Delay(Draws.Duration(TimeSpan.FromMilliseconds(10), TimeSpan.FromSeconds(30)), Process.Time);
            switch (Draws.Below(disk is null ? 10 : 14))
            {
                case 0:
                    stage.Network.CutOne();
                    break;
                case 1:
                    stage.Network.PartFor(Draws.Duration(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(90)));
                    break;
                case 2:
                    KillPublisher();
                    break;
                case 3:
                    KillSubscriber();
                    break;
                case 4:
                    StopSubscriber();
                    break;
                case 5 when Draws.Chance(0.3):
                    host.Process.PauseFor(Draws.Duration(TimeSpan.FromMilliseconds(10), TimeSpan.FromSeconds(40)));
                    break;
                case 6 when _subscribers.Count > 0:
                    _subscribers[Draws.Below(_subscribers.Count)].Process.PauseFor(Draws.Duration(TimeSpan.FromMilliseconds(10), TimeSpan.FromSeconds(100)));
                    break;
                case 7 or 8 when restarts:
                    await RestartAsync();
                    break;
                case 10 or 11:
                    FailDisk();
                    break;
                case 12 or 13 when restarts:
                    await RestartAtCommitAsync();
                    break;
                default:
                    host.Process.Post(_ => host.Server?.Broker.BreakAllStreams(), null);
                    break;
            }
        }
    }

    private async Task RestartAsync()
    {
        do
        {
            host.Kill();
            // Clients still have messages and ack ids of the start before, soon after it.
            var longest = disk is not null && Draws.Chance(0.7) ? TimeSpan.FromMilliseconds(300) : TimeSpan.FromMinutes(1);
            await Task.Delay(Draws.Duration(TimeSpan.FromMilliseconds(1), longest), Process.Time);
            host.Start();
            if (disk is not null)
            {
                // The next kill may find it while it begins.
                await Task.Delay(Draws.Duration(TimeSpan.FromMicroseconds(1), TimeSpan.FromSeconds(1)), Process.Time);
            }
        }
        while (disk is not null && Draws.Chance(0.3));
    }

    private void FailDisk()
    {
        disk!.Slowness = Draws.Duration(TimeSpan.FromMicroseconds(100), TimeSpan.FromSeconds(5));
        if (Draws.Chance(0.6))
        {
            disk.FailFor(Draws.Duration(TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(1)), Draws.Of(DiskFault.Full, DiskFault.All, DiskFault.Some));
        }
    }

    // Nothing but kills happens now, and little is left.
    private async Task RestartWhileDrainingAsync()
    {
        disk?.Heal();
        for (var kills = disk is null ? 0 : Draws.Between(0, 2); kills > 0; kills--)
        {
            await Task.Delay(Draws.Duration(TimeSpan.FromMilliseconds(10), TimeSpan.FromSeconds(20)), Process.Time);
            await RestartAtCommitAsync();
        }
    }

    // Between a commit and its answer, or soon after it.
    private async Task RestartAtCommitAsync()
    {
        await disk!.CommittedAsync(Draws.Between(1, 15), TimeSpan.FromSeconds(10));
        await RestartAsync();
    }

    private void KillPublisher()
    {
        var alive = _publishers.FindAll(static p => !p.IsDone);
        if (alive.Count > 0)
        {
            var killed = alive[Draws.Below(alive.Count)];
            stage.World.Note($"{killed.Process.Name} is killed");
            killed.Process.Kill();
            stage.Network.CutAll(killed.Process.Name);
            if (killed.Left > 0)
            {
                _publishers.Add(new PublisherActor(stage, TopicId, killed.Left));
            }
        }
    }

    private void KillSubscriber()
    {
        if (Some() is { } killed)
        {
            stage.World.Note($"{killed.Process.Name} is killed");
            killed.Kill();
            Replace(killed);
        }
    }

    private void StopSubscriber()
    {
        if (Some() is { } stopped)
        {
            stage.World.Note($"{stopped.Process.Name} is stopped");
            stopped.Stop(
                Draws.Of(SubscriberClient.ShutdownMode.WaitForProcessing, SubscriberClient.ShutdownMode.NackImmediately),
                Draws.Duration(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(2)));
            Replace(stopped);
        }
    }

    private SubscriberActor? Some()
    {
        var alive = _subscribers.FindAll(static s => s.IsStarted && !s.IsDone && !s.IsStopping);
        return alive.Count == 0 ? null : alive[Draws.Below(alive.Count)];
    }

    private void Replace(SubscriberActor gone)
    {
        if (Draws.Chance(0.8))
        {
            _subscribers.Add(new SubscriberActor(stage, gone.Subscription));
        }
    }

    private async Task EndAsync(Func<bool> reached, string what)
    {
        var limit = stage.World.Elapsed + s_drainLimit;
        while (!reached())
        {
            if (stage.World.Elapsed > limit)
            {
                stage.World.Fail($"{s_drainLimit} after the last fault it is not so that {what}. {host.Left}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(500), Process.Time);
        }
    }
}
