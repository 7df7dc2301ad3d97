using System.Text;

namespace PubSubLab.Tui.Keys;

public static partial class KeyTable
{
    private const string Heading = "| Key | Does |\n|---|---|\n";

    /// <summary>Every key as Markdown, one table per scope.</summary>
    public static string ToMarkdown()
    {
        var text = new StringBuilder();
        foreach (var scope in All.GroupBy(e => e.Scope))
        {
            text.Append(text.Length == 0 ? "" : "\n").Append("## ").Append(scope.Key.Title).Append("\n\n").Append(Heading).AppendJoin("", scope.Select(MarkdownRow));
        }

        return text.ToString();
    }

    /// <summary>The chosen commands' keys as one Markdown table, in the given order.</summary>
    public static string ToMarkdown(IEnumerable<string> ids) => $"{Heading}{string.Concat(ids.Select(id => All.First(e => e.Id == id)).Select(MarkdownRow))}";

    private static string MarkdownRow(KeyTableEntry entry)
    {
        var keys = entry.Keys.Count == 0 ? "palette only" : string.Join(" or ", entry.Keys.Select(MarkdownKey));
        return $"| {keys} | {entry.Help.Replace("|", "\\|", StringComparison.Ordinal)} |\n";
    }

    private static string MarkdownKey(string key) => key switch
    {
        "|" => "`\\|`",
        "`" => "`` ` ``",
        _ => $"`{key}`",
    };
}
