using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace PubSubLab.EndToEnd.Tests.Image;

/// <summary>The image in place of Google's.</summary>
public sealed class ImageTests(BuiltImage image) : IClassFixture<BuiltImage>
{
    private const long Most = 120 * 1000 * 1000;

    [Fact]
    public async Task A_container_with_Googles_command_serves_the_npm_client_as_a_user_without_rights()
    {
        Assert.SkipWhen(image.Missing is not null, image.Missing ?? "");
        var client = Repository.File("tests", "PubSubLab.Emulator.Tests", "Npm");
        Assert.SkipUnless(Directory.Exists(Path.Combine(client, "node_modules")), "@google-cloud/pubsub is not installed: run `npm install` in tests/PubSubLab.Emulator.Tests/Npm.");
        var container = await image.ContainerAsync();
        var port = FreePort();

        (await image.InContainerAsync(container, "id", "-u")).Trim().ShouldBe("65532");
        using var running = image.Start(container, "pubsublab-start", "/bin/sh", "-c", $"gcloud beta emulators pubsub start --host-port 0.0.0.0:{port} --project=demo --data-dir=/data");
        try
        {
            (await running.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().EndsAsync()).ShouldBe($"PUBSUB_EMULATOR_HOST=127.0.0.1:{port}");
            (await running.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().EndsAsync())!.ShouldStartWith($"Server started, listening on {port}");

            // The check does not know the port that the command names.
            (await image.InContainerAsync(container, "pubsublab", "health")).ShouldBe($"The emulator on localhost:{port} is healthy.\n");
            var seen = JsonDocument.Parse(await BuiltImage.RunAsync("node", ["client.js", "resources"], client, ("PUBSUB_EMULATOR_HOST", $"127.0.0.1:{port}"))).RootElement;
            seen.GetProperty("topics")[0].GetString().ShouldBe("projects/npm/topics/topic");
        }
        finally
        {
            running.Kill(entireProcessTree: true);
            await running.WaitForExitAsync(CancellationToken.None);
        }
    }

    [Fact]
    public void Its_configuration_has_a_user_a_health_check_a_port_and_no_fixed_command()
    {
        Assert.SkipWhen(image.Missing is not null, image.Missing ?? "");

        image.Config.GetProperty("User").GetString().ShouldBe("65532:65532");
        image.Config.GetProperty("Healthcheck").GetProperty("Test").EnumerateArray().Select(word => word.GetString()).ShouldBe(["CMD", "pubsublab", "health"]);
        image.Config.GetProperty("ExposedPorts").TryGetProperty("8085/tcp", out _).ShouldBeTrue();
        image.Config.GetProperty("Entrypoint").EnumerateArray().Select(word => word.GetString()).ShouldBe(["pubsublab-start"]);
    }

    [Fact]
    public void Its_own_layers_are_small()
    {
        Assert.SkipWhen(image.Missing is not null, image.Missing ?? "");

        TestContext.Current.TestOutputHelper?.WriteLine($"Compressed layers: {string.Join(", ", image.Layers)} bytes.");
        image.Layers.Skip(1).Sum().ShouldBeInRange(1, Most);
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Any, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
