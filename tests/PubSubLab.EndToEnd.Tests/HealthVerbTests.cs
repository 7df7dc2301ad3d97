using System.Net;
using System.Net.Sockets;
using PubSubLab.EndToEnd.Tests.Support;

namespace PubSubLab.EndToEnd.Tests;

/// <summary><c>health</c>, as a container's health check runs it.</summary>
public sealed class HealthVerbTests
{
    [Fact]
    public async Task A_healthy_emulator_is_said_on_each_way_to_its_address()
    {
        var (emulator, host) = await Lab.StartEmulatorAsync();
        await using var _ = emulator;

        var named = await Lab.RunAsync($"health {host}");
        var variable = await Lab.RunAsync("health", ("PUBSUB_EMULATOR_HOST", host));

        (named.Code, variable.Code).ShouldBe((0, 0));
        named.Lines.ShouldHaveSingleItem().ShouldBe($"The emulator on {host} is healthy.");
        variable.Lines.ShouldBe(named.Lines);
    }

    [Fact]
    public async Task Where_nothing_listens_the_way_out_is_said()
    {
        var port = FreePort();

        var run = await Lab.RunAsync($"health 127.0.0.1:{port}");

        run.Code.ShouldBe(1);
        run.Errors.ShouldHaveSingleItem().ShouldBe(
            $"Nothing listens on 127.0.0.1:{port}. Start it with 'pubsublab emulator --host-port 127.0.0.1:{port}', or name another address: health HOST:PORT.");
    }

    [Fact]
    public async Task Another_program_is_no_emulator()
    {
        using var other = new HttpListener();
        var port = FreePort();
        other.Prefixes.Add($"http://localhost:{port}/");
        other.Start();
        var answering = AnswerAsync();

        var run = await Lab.RunAsync($"health localhost:{port}");

        run.Code.ShouldBe(1);
        run.Errors.ShouldHaveSingleItem().ShouldStartWith($"localhost:{port} answers 404 to GET /healthz, so another program listens there.");
        await answering;

        async Task AnswerAsync()
        {
            var context = await other.GetContextAsync();
            context.Response.StatusCode = 404;
            context.Response.Close();
        }
    }

    [Fact]
    public async Task A_port_that_never_answers_is_given_up()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();

        var run = await Lab.RunAsync($"health {silent.LocalEndpoint} --timeout 200ms");

        run.Code.ShouldBe(1);
        run.Errors.ShouldHaveSingleItem().ShouldStartWith($"{silent.LocalEndpoint} gives no answer within 200 ms.");
    }

    [Theory]
    [InlineData("health localhost:x", "", "The address is 'localhost:x'. Write host:port, for example localhost:8085.")]
    [InlineData("health localhost:0", "", "The address is 'localhost:0'. Write host:port, for example localhost:8085.")]
    [InlineData("health", "http://localhost", "PUBSUB_EMULATOR_HOST is 'http://localhost' (in the environment). Write host:port, for example localhost:8085.")]
    [InlineData("health --timeout soon", "", "--timeout is 'soon'. Write a time such as 200ms, 3s or 1.5m.")]
    public async Task A_wrong_address_is_refused(string arguments, string variable, string sentence)
    {
        var run = await Lab.RunAsync(arguments, ("PUBSUB_EMULATOR_HOST", variable));

        run.Code.ShouldBe(2);
        run.Errors[0].ShouldBe(sentence);
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
