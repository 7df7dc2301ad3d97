namespace PubSubLab.Tests.Architecture;

/// <summary>Inside each project folders form layers: none uses a folder that uses it, in however many steps.</summary>
public sealed class FolderRingTests
{
    /// <summary>Projects whose folders still form rings. A project that was cleaned up leaves this list, and none comes back.</summary>
    private static readonly string[] s_notYet = [];

    private static string Source => Path.Combine(Repository.Root, "src");

    public static TheoryData<string> Projects() =>
        [.. Directory.GetFiles(Source, "*.csproj", SearchOption.AllDirectories).Select(p => Path.GetFileNameWithoutExtension(p)!).Except(s_notYet)];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Folders_form_layers(string project)
    {
        var graph = FolderGraph.Read(Path.Combine(Source, project), Path.Combine(Source, "Shared"));
        var arrows = graph.Arrows.ToArray();

        graph.Uses.ShouldBePositive("the project was read");
        var inRing = graph.Rings().SelectMany(ring => arrows.Where(a => ring.Contains(a.From) && ring.Contains(a.To)));
        inRing.Select(static a => $"{a.From} -> {a.To}: {a.Example}").ShouldBeEmpty();
    }
}
