using PubSubLab.Pictures;
using PubSubLab.Tui.Keys;

namespace PubSubLab.Tests.Pictures;

/// <summary>
/// The README's pictures and key table are made, and stale ones fail. <c>PUBSUBLAB_ACCEPT_FRAMES=1 dotnet test --project tests/PubSubLab.Tests</c>
/// makes them anew.
/// </summary>
public sealed class PictureTests
{
    private const string Begin = "<!-- keys: made from src/PubSubLab.Tui/Keys -->\n";
    private const string End = "<!-- end of keys -->";

    private static bool Accepts => Environment.GetEnvironmentVariable("PUBSUBLAB_ACCEPT_FRAMES") == "1";

    public static TheoryData<string> Names => [.. PictureOrder.OfReadme.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_picture_is_what_the_screen_shows_today(string name)
    {
        var file = Path.Combine(Repository.Root, "docs", "pictures", name);
        var now = Photographer.Take(PictureOrder.OfReadme[name]);
        if (Accepts)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, now);
        }

        (File.ReadAllText(file) == now).ShouldBeTrue($"{name} is stale: the screen looks otherwise now. PUBSUBLAB_ACCEPT_FRAMES=1 makes it anew.");
        File.ReadAllText(Path.Combine(Repository.Root, "README.md")).ShouldContain($"docs/pictures/{name}");
    }

    [Fact]
    public void The_key_table_of_the_README_is_the_screens()
    {
        var file = Path.Combine(Repository.Root, "README.md");
        var text = File.ReadAllText(file).ReplaceLineEndings("\n");
        var from = text.IndexOf(Begin, StringComparison.Ordinal);
        var to = text.IndexOf(End, StringComparison.Ordinal);
        (from > 0 && to > from).ShouldBeTrue("the README has no place for the key table");
        from += Begin.Length;
        if (Accepts)
        {
            text = $"{text[..from]}{KeyTable.ToMarkdown()}{text[to..]}";
            File.WriteAllText(file, text);
            to = text.IndexOf(End, StringComparison.Ordinal);
        }

        (text[from..to] == KeyTable.ToMarkdown()).ShouldBeTrue("the README's key table is stale. PUBSUBLAB_ACCEPT_FRAMES=1 makes it anew.");
    }
}
