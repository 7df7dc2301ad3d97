using System.Text.RegularExpressions;

namespace PubSubLab.Tests.Documents;

/// <summary>The documents lead to files that exist, and keep to the sizes of a guide.</summary>
public sealed partial class DocumentTests
{
    private const int LongestCell = 120;

    private static readonly EnumerationOptions s_everywhere = new() { RecurseSubdirectories = true };

    /// <summary>Every source file, by its name.</summary>
    private static readonly ILookup<string, string> s_sources = new[] { "src", "tests", "benchmarks" }
        .SelectMany(folder => Directory.GetFiles(Repository.File(folder), "*.cs", s_everywhere))
        .Select(file => Path.GetRelativePath(Repository.Root, file).Replace('\\', '/'))
        .ToLookup(file => Path.GetFileName(file)!, StringComparer.Ordinal);

    public static TheoryData<string> Documents => [.. Document.Names];

    [Theory]
    [MemberData(nameof(Documents))]
    public void A_link_leads_to_a_file_and_a_heading(string name)
    {
        foreach (var link in Document.Read(name).Links.Where(l => !l.Contains("://", StringComparison.Ordinal)))
        {
            var parts = link.Split('#');
            var target = parts[0].Length == 0 ? name : Path.Combine(Path.GetDirectoryName(name)!, parts[0]);
            Path.Exists(Repository.File(target)).ShouldBeTrue($"{name} links to {link}");
            if (parts.Length > 1)
            {
                Document.Read(target).Anchors.ShouldContain(parts[1], $"{name} links to {link}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public void A_named_file_or_folder_exists(string name)
    {
        // The person's own files, which the repository does not hold.
        foreach (var span in Document.Read(name).CodeSpans.Where(s => !s.StartsWith("credentials/", StringComparison.Ordinal)))
        {
            var exists = SourceName().IsMatch(span) ? s_sources.Contains(span) : !RepositoryPath().IsMatch(span) || Path.Exists(Repository.File(span));
            exists.ShouldBeTrue($"{name} names {span}");
        }
    }

    [Fact]
    public void The_example_of_each_kind_stands_in_the_folder_where_copies_go()
    {
        var rows = Document.Read("CONTRIBUTING.md").Lines.Select(l => ExampleRow().Match(l)).Where(m => m.Success).ToList();

        rows.Count.ShouldBeGreaterThan(6);
        rows.ShouldAllBe(row => File.Exists(Repository.File(row.Groups["folder"].Value, row.Groups["file"].Value)));
    }

    [Fact]
    public void The_way_of_a_message_has_ten_steps_with_files()
    {
        var steps = Document.Read("docs/architecture.md").Lines.Select(l => Step().Match(l)).Where(m => m.Success).ToList();

        steps.Select(s => s.Groups["number"].Value).ShouldBe(Enumerable.Range(1, 10).Select(n => $"{n}"));
        steps.ShouldAllBe(s => s.Groups["files"].Value.Contains(".cs`", StringComparison.Ordinal));
    }

    // The samples' own tests compile and run them.
    [Fact]
    public void Every_example_in_CSharp_is_a_file_of_the_samples()
    {
        var samples = Directory.GetFiles(Repository.File("samples"), "*.cs", s_everywhere).Select(file => File.ReadAllText(file).ReplaceLineEndings("\n")).ToHashSet(StringComparer.Ordinal);
        var examples = Document.Names.SelectMany(name => Document.Read(name).CSharp).ToList();

        examples.ShouldNotBeEmpty();
        examples.ShouldBeSubsetOf(samples);
    }

    [Fact]
    public void The_README_fits_150_lines() => Document.Read("README.md").Lines.Count.ShouldBeLessThanOrEqualTo(150);

    [Theory]
    [MemberData(nameof(Documents))]
    public void A_table_cell_has_at_most_120_characters(string name)
    {
        // The benchmarks write theirs, with the name of each measurement in a cell.
        if (name != "docs/benchmarks.md")
        {
            Document.Read(name).Cells.Where(c => c.Length > LongestCell).ShouldBeEmpty(name);
        }
    }

    [Fact]
    public void The_index_lists_every_document()
    {
        var links = Document.Read("docs/README.md").Links.ToList();
        var files = Directory.GetFileSystemEntries(Repository.File("docs")).Select(f => Path.GetFileName(f)!);

        files.Except(["README.md", "pictures"]).Except(links).ShouldBeEmpty();
    }

    [GeneratedRegex(@"^[\w.]+\.cs$", RegexOptions.None, 1_000)]
    private static partial Regex SourceName();

    [GeneratedRegex(@"^(?:src|tests|docs|samples|benchmarks|credentials|\.github|\.ci|\.devcontainer)/[\w./-]*$", RegexOptions.None, 1_000)]
    private static partial Regex RepositoryPath();

    [GeneratedRegex(@"^\| an? [^|]+\| [^`|]*`(?<file>\w+\.cs)` \| `(?<folder>[^`]+)` \|$", RegexOptions.None, 1_000)]
    private static partial Regex ExampleRow();

    [GeneratedRegex(@"^\| (?<number>\d+) \|[^|]+\|(?<files>[^|]+)\|$", RegexOptions.None, 1_000)]
    private static partial Regex Step();
}
