using System.Text;
using PubSubLab.Pictures;
using PubSubLab.Tui.Frames;

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
    public async Task A_picture_is_what_the_screen_shows_today(string name)
    {
        var file = Repository.File("docs", "pictures", name);
        var now = await Photographer.TakeAsync(PictureOrder.OfReadme[name], FilmForm.Svg, TestContext.Current.CancellationToken);
        Encoding.UTF8.GetByteCount(now).ShouldBeLessThanOrEqualTo(Film.MostSvgBytes, $"{name} is too large for a README");
        if (Accepts)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, now);
        }

        (File.ReadAllText(file) == now).ShouldBeTrue($"{name} is stale: the screen has changed. PUBSUBLAB_ACCEPT_FRAMES=1 regenerates it.");
        File.ReadAllText(Repository.File("README.md")).ShouldContain($"docs/pictures/{name}");
    }
}
