using PubSubLab.Pictures;

namespace PubSubLab.Tests.Pictures;

/// <summary>
/// The README's pictures are generated, and stale ones fail. <c>PUBSUBLAB_ACCEPT_FRAMES=1 dotnet test --project tests/PubSubLab.Tests</c>
/// regenerates them.
/// </summary>
public sealed class PictureTests
{
    private static bool Accepts => Environment.GetEnvironmentVariable("PUBSUBLAB_ACCEPT_FRAMES") == "1";

    public static TheoryData<string> Names => [.. PictureOrder.OfReadme.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_picture_is_what_the_screen_shows_today(string name)
    {
        var file = Repository.File("docs", "pictures", name);
        var now = Photographer.Take(PictureOrder.OfReadme[name]);
        if (Accepts)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, now);
        }

        (File.ReadAllText(file) == now).ShouldBeTrue($"{name} is stale: the screen has changed. PUBSUBLAB_ACCEPT_FRAMES=1 regenerates it.");
        File.ReadAllText(Repository.File("README.md")).ShouldContain($"docs/pictures/{name}");
    }
}
