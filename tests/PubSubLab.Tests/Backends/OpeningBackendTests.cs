using System.Net;
using System.Net.Sockets;
using PubSubLab.Backends;
using PubSubLab.Configuration;
using PubSubLab.Embedded;
using PubSubLab.Handlers;
using PubSubLab.Lab;
using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Replay;
using PubSubLab.Lab.Transports;
using PubSubLab.Opening;

namespace PubSubLab.Tests.Backends;

public sealed class OpeningBackendTests
{
    private static readonly LabTask s_task = new(new byte[] { 1 }, new Dictionary<string, string>(), "");

    [Fact]
    public async Task What_is_asked_before_it_is_open_waits_and_then_goes_to_the_real_transport()
    {
        var opening = new TaskCompletionSource<ITransport>();
        var transport = new OpeningTransport("embedded, starting", opening.Task);
        var published = transport.PublishAsync("topic", s_task, TestContext.Current.CancellationToken);
        var ensured = transport.EnsureAsync(Topology.Simple("topic", "sub"), TestContext.Current.CancellationToken);
        transport.Description.ShouldBe("embedded, starting");
        published.IsCompleted.ShouldBeFalse();

        opening.SetResult(new ReplayTransport("recording real.ndjson"));

        (await Should.ThrowAsync<LabException>(published)).Message.ShouldContain("recording");
        transport.Description.ShouldBe("recording real.ndjson");
        await ensured;
    }

    [Fact]
    public async Task What_is_published_before_the_topology_is_there_reaches_the_subscription_all_the_same()
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var backend = new OpeningBackend(new EmbeddedBackend(new LabSettings()), new LabJournal(new Lab.Time.LabClock()), new EmbeddedOptions { Port = 0 });
        await backend.OpenedAsync();
        var published = backend.Transport.PublishAsync("lab-tasks", s_task, cancellation);
        published.IsCompleted.ShouldBeFalse();

        await backend.Transport.EnsureAsync(Topology.Simple("lab-tasks", "lab-tasks-sub"), cancellation);
        await published;

        var pulled = await ((IBulkTransport)backend.Transport).PullAsync("lab-tasks-sub", 1, cancellation);
        pulled.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Who_waits_for_it_can_give_up()
    {
        using var stop = new CancellationTokenSource();
        var transport = new OpeningTransport("embedded, starting", new TaskCompletionSource<ITransport>().Task);
        var capabilities = transport.GetCapabilitiesAsync(stop.Token);

        await stop.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(capabilities);
    }

    [Fact]
    public async Task The_clock_and_the_filters_are_there_at_once_and_the_rest_once_it_is_open()
    {
        await using var backend = new OpeningBackend(new EmbeddedBackend(new LabSettings()), new LabJournal(new Lab.Time.LabClock()), new EmbeddedOptions { Port = 0 });
        backend.Ports.Clock.ShouldNotBeNull();
        backend.Ports.Filters.ShouldNotBeNull();

        await backend.Transport.EnsureAsync(Topology.Simple("lab-tasks", "lab-tasks-sub"), TestContext.Current.CancellationToken);
        var ports = await backend.OpenedAsync();

        (await ports.Topology!.ListAsync(TestContext.Current.CancellationToken)).Topics.ShouldBe(["lab-tasks"]);
        ports.Faults.ShouldNotBeNull();
        backend.Transport.Description.ShouldStartWith("embedded :");
    }

    [Fact]
    public async Task A_taken_port_is_said_to_everybody_who_waits_and_leaves_nothing_to_close()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var backend = new OpeningBackend(
            new EmbeddedBackend(new LabSettings()), new LabJournal(new Lab.Time.LabClock()), new EmbeddedOptions { Port = ((IPEndPoint)taken.LocalEndpoint).Port });
        var published = backend.Transport.PublishAsync("topic", s_task, TestContext.Current.CancellationToken);

        (await Should.ThrowAsync<LabException>(backend.OpenedAsync())).Message.ShouldContain("is taken");
        (await Should.ThrowAsync<LabException>(published)).Message.ShouldContain("is taken");
        await backend.DisposeAsync();
    }
}
