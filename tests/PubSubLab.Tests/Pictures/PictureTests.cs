using System.Text;
using PubSubLab.Pictures;
using PubSubLab.Tui.Frames;

namespace PubSubLab.Tests.Pictures;

/// <summary>
/// The pictures of README and guide are generated, and stale ones fail. <c>PUBSUBLAB_ACCEPT_FRAMES=1 dotnet test --project tests/PubSubLab.Tests</c>
/// regenerates them.
/// </summary>
public sealed class PictureTests
{
    private static bool Accepts => Environment.GetEnvironmentVariable("PUBSUBLAB_ACCEPT_FRAMES") == "1";

    public static TheoryData<string, string> Names
    {
        get
        {
            var names = new TheoryData<string, string>();
            foreach (var name in PictureOrder.OfReadme.Keys)
            {
                names.Add(name, "README.md");
            }

            foreach (var name in PictureOrder.OfReadme.Keys.Concat(PictureOrder.OfGuide.Keys))
            {
                names.Add(name, "docs/pictures.md");
            }

            return names;
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_picture_is_what_the_screen_shows_today(string name, string document)
    {
        var file = Repository.File("docs", "pictures", name);
        var order = PictureOrder.OfReadme.TryGetValue(name, out var ofReadme) ? ofReadme : PictureOrder.OfGuide[name];
        var now = await Photographer.TakeAsync(order, FilmForm.Svg, TestContext.Current.CancellationToken);
        Encoding.UTF8.GetByteCount(now).ShouldBeLessThanOrEqualTo(Film.MostSvgBytes, $"{name} is too large for a README");
        if (Accepts)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, now);
        }

        (File.ReadAllText(file) == now).ShouldBeTrue($"{name} is stale: the screen has changed. PUBSUBLAB_ACCEPT_FRAMES=1 regenerates it.");
        File.ReadAllText(Repository.File(document)).ShouldContain($"pictures/{name}");
    }
}
