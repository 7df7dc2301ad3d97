using System.Text;

namespace PubSubLab.Tui.Keys;

/// <summary>
/// Every key of the screen. The status bar, the help, the palette, what a key does, and the table in the README are all made from it.
/// </summary>
public static partial class KeyTable
{
    /// <summary>Every binding, in the order in which help shows them.</summary>
    public static IReadOnlyList<KeyTableEntry> All { get; } =
        [.. Screen, .. Publishing, .. Workers, .. Messages, .. Log, .. Timeline, .. Pages, .. Windows];

    /// <summary>The binding of a command.</summary>
    public static KeyTableEntry Of(string id) => All.First(b => b.Id == id);

    /// <summary>What a scope is called in help and README.</summary>
    public static string TitleOf(KeyScope scope) => scope switch
    {
        KeyScope.Anywhere => "Anywhere",
        KeyScope.Publisher => "Publisher",
        KeyScope.Workers => "Workers",
        KeyScope.Timeline => "Timeline",
        KeyScope.Log => "Message log",
        KeyScope.Details => "Message details",
        KeyScope.Window => "Windows (help, palette, dialogs)",
        KeyScope.Experiments => "Experiments",
        KeyScope.Topology => "Topology",
        _ => scope.ToString(),
    };

    /// <summary>The table for the README: one Markdown table a scope.</summary>
    public static string ToMarkdown()
    {
        var text = new StringBuilder();
        foreach (var scope in All.Select(b => b.Scope).Distinct())
        {
            text.Append(text.Length == 0 ? "" : "\n").Append("**").Append(TitleOf(scope)).Append("**\n\n| Key | Does |\n|---|---|\n");
            foreach (var binding in All.Where(b => b.Scope == scope))
            {
                var keys = binding.Keys.Count == 0 ? "palette only" : string.Join(" or ", binding.Keys.Select(MarkdownKey));
                text.Append("| ").Append(keys).Append(" | ").Append(binding.Help.Replace("|", "\\|", StringComparison.Ordinal)).Append(" |\n");
            }
        }

        return text.ToString();
    }

    private static string MarkdownKey(string key) => key switch
    {
        "|" => "`\\|`",
        "`" => "`` ` ``",
        _ => $"`{key}`",
    };
}
