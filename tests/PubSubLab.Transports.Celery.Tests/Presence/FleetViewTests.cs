using PubSubLab.Lab.Ports;
using PubSubLab.Lab.Transports;
using PubSubLab.Transports.Celery.GcPubSub;
using PubSubLab.Transports.Celery.Protocol;
using PubSubLab.Transports.Celery.Tests.Support;

namespace PubSubLab.Transports.Celery.Tests.Presence;

/// <summary>Python's workers and their tasks as the lab sees them.</summary>
public sealed class FleetViewTests(Servers servers)
{
    [Theory]
    [InlineData("redis")]
    [InlineData("rabbitmq")]
    public async Task Pythons_worker_is_seen_with_its_tasks_and_gone_when_it_dies(string name)
    {
        Needs.Skip(name, python: true);
        await using var queue = await TestQueue.OpenAsync(await servers.BackendAsync(name));
        var fleet = ((ICeleryTransport)queue.Transport).Fleet;
        using var ending = new CancellationTokenSource();
        var watching = fleet.WatchAsync(ending.Token);
        var node = $"seen{Guid.NewGuid():N}"[..12] + "@test";
        await using var python = await PythonWorker.StartAsync(queue.Backend, queue.Name, node: node, announces: true);
        await Eventually.HoldsAsync(() => Of(node) is { IsGone: false, Software: ['p', 'y', ..] }, "Python's worker was not seen");

        var task = await queue.PublishAsync("1");
        await Eventually.HoldsAsync(() => fleet.StatesOf(task).Count == 3 && Of(node) is { Processed: 1 }, $"its task was not seen: {string.Join(", ", fleet.StatesOf(task))}");
        fleet.StatesOf(task).Select(s => (s.State, s.Worker)).ShouldBe([("RECEIVED", node), ("STARTED", node), ("SUCCESS", node)]);

        await python.KillAsync();
        await Eventually.HoldsAsync(() => Of(node) is { IsGone: true }, "it is dead and not gone");
        await ending.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(watching);

        FleetWorker? Of(string worker) => fleet.Read().FirstOrDefault(w => w.Name == worker);
    }

    [Fact]
    public async Task On_Pubsub_a_worker_is_seen_by_its_events_and_the_listener_leaves_nothing()
    {
        await using var broker = await EmulatorServer.StartAsync();
        var backend = new TestBackend("gcpubsub", broker.Endpoint, "") { IsSeen = true };
        await using var queue = await TestQueue.OpenAsync(backend);
        var fleet = ((ICeleryTransport)queue.Transport).Fleet;
        using var ending = new CancellationTokenSource();
        var watching = fleet.WatchAsync(ending.Token);

        // Another program's, by an envelope as it writes it.
        var body = """{"type":"worker-heartbeat","hostname":"celery@other","freq":60,"active":0,"processed":5}"""u8.ToArray();
        var beat = KombuEnvelope.Write(new CeleryMessage { Headers = [], Body = body }, "celeryev", "worker.heartbeat");
        var pubsub = ((GcPubSubCeleryTransport)queue.Transport).PubSub;
        await Eventually.HoldsAsync(
            async () =>
            {
                await pubsub.EnsureAsync(new Topology(["celeryev"], []), TestContext.Current.CancellationToken);
                await pubsub.PublishAsync("celeryev", new Handlers.LabTask(beat, new Dictionary<string, string>()), TestContext.Current.CancellationToken);
                return fleet.Read().Any(w => w is { Name: "celery@other", Processed: 5 });
            },
            "the heartbeat was not heard");

        await ending.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(watching);
        var left = (await broker.SubscriptionsAsync()).ListSubscriptions($"projects/{EmulatorServer.Project}");
        left.Select(s => s.SubscriptionName.SubscriptionId).ShouldNotContain(s => s.Contains("celeryev"));
    }

    [Fact]
    public async Task A_task_of_a_worker_that_announces_nothing_has_the_state_of_its_result()
    {
        Needs.Skip("redis", python: true);
        await servers.PythonAsync("redis");
        var backend = await servers.BackendAsync("redis");
        await using var queue = await TestQueue.OpenAsync(backend);
        var fleet = ((ICeleryTransport)queue.Transport).Fleet;
        var id = Guid.NewGuid().ToString();
        (await fleet.ReadResultAsync(id, TestContext.Current.CancellationToken)).ShouldBeNull();
        await PythonProducer.RunAsync(backend, "python", "echo", "--id", id);

        var state = (await fleet.ReadResultAsync(id, TestContext.Current.CancellationToken)).ShouldNotBeNull();
        (state.State, state.Worker, state.At is not null).ShouldBe(("SUCCESS", "python@test", true));
    }

    [Theory]
    [InlineData("redis")]
    [InlineData("rabbitmq")]
    [InlineData("gcpubsub")]
    public async Task The_labs_own_tasks_have_their_states_as_well(string name)
    {
        Needs.Skip(name);
        await using var queue = await TestQueue.OpenAsync(await servers.BackendAsync(name));
        var fleet = ((ICeleryTransport)queue.Transport).Fleet;
        using var ending = new CancellationTokenSource();
        var watching = fleet.WatchAsync(ending.Token);
        var task = await queue.PublishAsync("1");
        await queue.SubscribeAsync((delivery, _) =>
        {
            delivery.Reason = "no";
            return Task.FromResult(delivery.Attempt < 2 ? Verdict.Nack : Verdict.Ack);
        });

        await Eventually.HoldsAsync(() => fleet.StatesOf(task) is [.., { State: "SUCCESS" }], "it never succeeded");
        fleet.StatesOf(task).Select(s => s.State).ShouldBe(["RECEIVED", "STARTED", "RETRY", "RECEIVED", "STARTED", "SUCCESS"]);
        fleet.StatesOf(task)[3].Detail.ShouldStartWith("attempt 2");
        await ending.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(watching);
    }
}
