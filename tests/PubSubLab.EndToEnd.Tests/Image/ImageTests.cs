namespace PubSubLab.EndToEnd.Tests.Image;

/// <summary>The image in place of Google's.</summary>
public sealed class ImageTests(BuiltImage image) : IClassFixture<BuiltImage>
{
    private const long Most = 120 * 1000 * 1000;

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
