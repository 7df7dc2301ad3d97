using System.Xml.Linq;

namespace PubSubLab.Tests.Architecture;

/// <summary>The arrows between projects.</summary>
public sealed class ProjectArrowTests
{
    private const string Client = "PubSubLab.Client";

    private static readonly Dictionary<string, string[]> s_allowed = new(StringComparer.Ordinal)
    {
        [Client] = [],
        ["PubSubLab.Transforms"] = [],
        ["PubSubLab.Emulator"] = [Client, "PubSubLab.Transforms"],
        ["PubSubLab.Aspire.Hosting"] = ["PubSubLab.Emulator"],
        ["PubSubLab.Handlers"] = [],
        ["PubSubLab.Lab"] = ["PubSubLab.Handlers"],
        ["PubSubLab.Transports.PubSub"] = ["PubSubLab.Lab", Client],
        ["PubSubLab.Transports.Celery"] = ["PubSubLab.Lab"],
        ["PubSubLab.Tui"] = ["PubSubLab.Lab"],
        ["PubSubLab"] =
            [Client, "PubSubLab.Emulator", "PubSubLab.Lab", "PubSubLab.Transports.PubSub", "PubSubLab.Transforms", "PubSubLab.Transports.Celery", "PubSubLab.Tui"],
    };

    public static TheoryData<string> Projects() => [.. Directory.GetFiles(Source, "*.csproj", SearchOption.AllDirectories).Select(p => Path.GetFileNameWithoutExtension(p)!)];

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_knows_only_those_it_may_know(string project)
    {
        s_allowed.ShouldContainKey(project, "a new project says here whom it may know");

        Known(project).Except(s_allowed[project]).ShouldBeEmpty();
    }

    [Fact]
    public void Only_the_shared_file_switches_between_the_two_clients()
    {
        var root = Path.GetDirectoryName(Source)!;
        string[] patterns = ["*.csproj", "*.props", "*.targets"];
        var naming = patterns
            .SelectMany(pattern => Directory.GetFiles(root, pattern, SearchOption.AllDirectories))
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .Where(file => File.ReadAllText(file).Contains("Include=\"Google.Cloud.PubSub.V1\"", StringComparison.Ordinal))
            .Select(Path.GetFileName);

        naming.ShouldBe(["PubSubClient.targets"]);
    }

    [Fact]
    public void No_source_file_is_compiled_for_one_client_only()
    {
        var conditional = Directory.GetFiles(Source, "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .Where(file => File.ReadLines(file).Any(line => line.StartsWith("#if", StringComparison.Ordinal)));

        conditional.ShouldBeEmpty();
    }

    private static string Source => Repository.File("src");

    private static IEnumerable<string> Known(string project)
    {
        var xml = XDocument.Load(Path.Combine(Source, project, $"{project}.csproj"));
        var references = xml.Descendants("ProjectReference").Select(r => Path.GetFileNameWithoutExtension((string)r.Attribute("Include")!));
        return xml.Descendants("UsesPubSubClient").Any(u => u.Value == "true") ? references.Append(Client) : references;
    }
}
