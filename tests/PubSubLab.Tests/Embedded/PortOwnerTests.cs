using System.Net;
using System.Net.Sockets;
using PubSubLab.Embedded;
using PubSubLab.Emulator;
using PubSubLab.Lab;

namespace PubSubLab.Tests.Embedded;

public sealed class PortOwnerTests
{
    [Fact]
    public async Task A_taken_port_is_refused_with_the_program_that_has_it_and_the_way_out()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;

        var refusal = await Should.ThrowAsync<LabException>(
            () => EmulatorStart.RunAsync(new PubSubEmulatorOptions { Port = port }, TestContext.Current.CancellationToken));

        refusal.Message.ShouldContain($"Port {port} is taken");
        refusal.Message.ShouldContain("--port 0");
        if (OperatingSystem.IsLinux())
        {
            refusal.Message.ShouldContain($"(process {Environment.ProcessId})");
        }
    }

    [Fact]
    public async Task An_address_of_another_machine_is_refused()
    {
        var refusal = await Should.ThrowAsync<LabException>(
            () => EmulatorStart.RunAsync(new PubSubEmulatorOptions { Host = "192.0.2.1" }, TestContext.Current.CancellationToken));

        refusal.Message.ShouldContain("192.0.2.1");
    }
}
