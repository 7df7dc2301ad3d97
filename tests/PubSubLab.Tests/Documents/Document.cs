using System.Text.RegularExpressions;

namespace PubSubLab.Tests.Documents;

/// <summary>A Markdown file of the repository.</summary>
internal sealed partial class Document
{
    private static readonly EnumerationOptions s_everywhere = new() { RecurseSubdirectories = true };

    private Document(string name)
    {
        Name = name;
        Lines = File.ReadAllLines(Repository.File(name));
    }

    /// <summary>Its path in the repository, with slashes.</summary>
    public string Name { get; }

    /// <summary>Its lines.</summary>
    public IReadOnlyList<string> Lines { get; }

    /// <summary>The names of all documents.</summary>
    public static IEnumerable<string> Names =>
        new[] { "docs", ".github", "credentials" }
            .SelectMany(folder => Directory.GetFiles(Repository.File(folder), "*.md", s_everywhere))
            .Concat(Directory.GetFiles(Repository.Root, "*.md"))
            .Select(file => Path.GetRelativePath(Repository.Root, file).Replace('\\', '/'))
            .Order(StringComparer.Ordinal);

    /// <summary>Its lines outside of code blocks.</summary>
    public IEnumerable<string> Prose
    {
        get
        {
            var isCode = false;
            foreach (var line in Lines)
            {
                if (line.StartsWith("```", StringComparison.Ordinal))
                {
                    isCode = !isCode;
                }
                else if (!isCode)
                {
                    yield return line;
                }
            }
        }
    }

    /// <summary>Its blocks of C#.</summary>
    public IEnumerable<string> CSharp => CSharpBlock().Matches(string.Join('\n', Lines)).Select(m => m.Groups["code"].Value);

    /// <summary>The cells of its tables.</summary>
    public IEnumerable<string> Cells => Prose.Where(l => l.StartsWith('|')).SelectMany(l => CellBorder().Split(l)).Select(c => c.Trim());

    /// <summary>The text between single backticks.</summary>
    public IEnumerable<string> CodeSpans => Prose.SelectMany(l => CodeSpan().Matches(l)).Select(m => m.Groups["span"].Value);

    /// <summary>The targets of its links and pictures.</summary>
    public IEnumerable<string> Links => Prose.SelectMany(l => Link().Matches(l)).Select(m => m.Groups["target"].Value);

    /// <summary>The anchors of its headings, as GitHub makes them.</summary>
    public IEnumerable<string> Anchors => Prose.Where(l => l.StartsWith('#')).Select(l => NoAnchor().Replace(l.TrimStart('#').Trim(), "").Replace(' ', '-').ToLowerInvariant());

    /// <summary>Reads a document.</summary>
    public static Document Read(string name) => new(name);

    [GeneratedRegex(@"(?<!\\)\|", RegexOptions.None, 1_000)]
    private static partial Regex CellBorder();

    [GeneratedRegex("`(?<span>[^`]+)`", RegexOptions.None, 1_000)]
    private static partial Regex CodeSpan();

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)", RegexOptions.None, 1_000)]
    private static partial Regex Link();

    [GeneratedRegex(@"^```csharp\n(?<code>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline, 1_000)]
    private static partial Regex CSharpBlock();

    [GeneratedRegex(@"[^\w\- ]", RegexOptions.None, 1_000)]
    private static partial Regex NoAnchor();
}
