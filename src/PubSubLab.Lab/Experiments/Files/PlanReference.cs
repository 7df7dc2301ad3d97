using System.Text;

namespace PubSubLab.Lab.Experiments.Files;

/// <summary>The reference of an experiment's file: a table for each of its parts, in Markdown.</summary>
public static class PlanReference
{
    private static readonly (string Title, IReadOnlyList<PlanField> Fields)[] s_parts =
    [
        ("The file", PlanFields.Root), ("predict", PlanFields.Prediction), ("subscriptions", PlanFields.Subscription), ("push, in a subscription", PlanFields.Push),
        ("workers", PlanFields.Worker), ("traffic", PlanFields.Traffic), ("faults", PlanFields.Fault), ("expect", PlanFields.Expectation),
    ];

    /// <summary>All tables.</summary>
    public static string Text()
    {
        var text = new StringBuilder();
        foreach (var (title, fields) in s_parts)
        {
            text.Append($"### {title}\n\n| field | meaning | allowed | default | example |\n|---|---|---|---|---|\n");
            foreach (var field in fields)
            {
                text.Append($"| `{field.Name}` | {Cell(field.Meaning)} | {Cell(field.Range)} | {(field.IsRequired ? "required" : Cell(field.Default))} | {Code(field)} |\n");
            }

            text.Append('\n');
        }

        return text.ToString().TrimEnd('\n');
    }

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);

    private static string Code(PlanField field) => field.Inside.Count > 0 && field.Example == "see below" ? "see below" : $"`{field.Name}: {field.Example.Replace("|", "\\|", StringComparison.Ordinal)}`";
}
