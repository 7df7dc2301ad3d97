using System.Text.Json;
using PubSubLab.EndToEnd.Tests.Support;

namespace PubSubLab.EndToEnd.Tests.Image;

/// <summary>The image in place of Google's.</summary>
public sealed class ImageTests(BuiltImage image) : IClassFixture<BuiltImage>
{
    private const long Most = 120 * 1000 * 1000;

    [Fact]
    public async Task A_container_with_Googles_command_serves_the_npm_client_as_a_user_without_rights_and_ends_on_a_signal()
    {
        Assert.SkipWhen(image.Missing is not null, image.Missing ?? "");
        var client = Repository.File("tests", "PubSubLab.Emulator.Tests", "Npm");
        Assert.SkipUnless(Directory.Exists(Path.Combine(client, "node_modules")), "@google-cloud/pubsub is not installed: run `npm install` in tests/PubSubLab.Emulator.Tests/Npm.");
        var container = await image.ContainerAsync();

        (await image.InContainerAsync(container, "id", "-u")).ShouldBe("65532");
        await using var running = await image.StartInAsync(container, "gcloud beta emulators pubsub start --host-port 0.0.0.0:0 --project=demo");
        // Said after the others: other containers reach it.
        await running.Lab.LineAsync(static line => line.StartsWith("It listens on every network", StringComparison.Ordinal));
        var port = running.Lab.Lines[1]["PUBSUB_EMULATOR_HOST=127.0.0.1:".Length..];

        // The health check does not know the port that the command names.
        (await image.InContainerAsync(container, "pubsublab", "health")).ShouldBe($"The emulator on localhost:{port} is healthy.");
        await using var node = Lab.StartShell($"cd '{client}' && PUBSUB_EMULATOR_HOST=127.0.0.1:{port} exec node client.js resources");
        (await node.EndAsync()).ShouldBe(0, string.Join('\n', node.Errors));
        JsonDocument.Parse(node.Lines[0]).RootElement.GetProperty("topics")[0].GetString().ShouldBe("projects/npm/topics/topic");

        await image.InContainerAsync(container, "sh", "-c", $"kill -TERM {running.Id}");
        (await running.Lab.EndAsync()).ShouldBe(0, string.Join('\n', running.Lab.Errors));
        Directory.Exists($"/proc/{running.Id}").ShouldBeFalse();
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
}
