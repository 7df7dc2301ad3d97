using PubSubLab.Embedded;
using PubSubLab.Emulator;
using PubSubLab.Lab.Ports;
using PubSubLab.Lab.Transports;
using PubSubLab.Transports.PubSub;

namespace PubSubLab.Tests.Transports;

/// <summary>A listing tells how many message transforms are active, over the API and on the engine without sockets.</summary>
public sealed class TransformListingTests
{
    private static readonly TransformSpec s_first = new("first", "function first(message, metadata) { return message; }");
    private static readonly TransformSpec s_second = new("second", "function second(message, metadata) { return null; }");

    [Fact]
    public async Task Over_the_api()
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var emulator = await PubSubEmulator.StartAsync(new PubSubEmulatorOptions { Port = 0 });
        var options = new PubSubTransportOptions { ProjectId = "pubsublab", EmulatorHost = emulator.Endpoint, Description = "test" };
        await using var transport = new PubSubTransport(options);
        await transport.EnsureAsync(Topology.Simple("tasks", "tasks-sub"), cancellation);

        await HoldsAsync(new TopologyAdministration(options), new TransformAdministration(options));
    }

    [Fact]
    public void On_the_engine_without_sockets()
    {
        using var world = new VirtualWorld(1);

        world.Run(async () =>
        {
            await world.Session.Transport.EnsureAsync(Topology.Simple("tasks", "tasks-sub"), TestContext.Current.CancellationToken);
            await HoldsAsync(world.Session.Ports.Topology!, world.Session.Ports.Transforms!);
            return true;
        });
    }

    private static async Task HoldsAsync(ITopologyAdministration topology, ITransformAdministration transforms)
    {
        var cancellation = TestContext.Current.CancellationToken;
        (await topology.ListAsync(cancellation)).Transforms.ShouldBeEmpty();

        await transforms.WriteAsync("tasks", isTopic: true, [s_first with { Disabled = true }], cancellation);
        await transforms.WriteAsync("tasks-sub", isTopic: false, [s_first, s_second], cancellation);
        (await topology.ListAsync(cancellation)).Transforms.ShouldBe(new Dictionary<(string, bool), int> { [("tasks-sub", false)] = 2 });
        (await transforms.ReadAsync("tasks-sub", isTopic: false, cancellation)).ShouldBe([s_first, s_second]);

        await transforms.WriteAsync("tasks", isTopic: true, [s_first], cancellation);
        await transforms.WriteAsync("tasks-sub", isTopic: false, [], cancellation);
        (await topology.ListAsync(cancellation)).Transforms.ShouldBe(new Dictionary<(string, bool), int> { [("tasks", true)] = 1 });
        await Should.ThrowAsync<Lab.LabException>(transforms.WriteAsync("tasks", isTopic: true, [s_first with { Code = "function first( {" }], cancellation));
    }
}
