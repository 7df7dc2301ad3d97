using System.Text;

namespace PubSubLab.Lab.Routing.Reporting;

/// <summary>Reports as Markdown.</summary>
public static class RoutingMarkdown
{
    /// <summary>Writes them, one section each.</summary>
    public static string Write(IReadOnlyList<RoutingReport> reports)
    {
        var text = new StringBuilder("# One message to one user: the routing report\n");
        foreach (var report in reports)
        {
            text.Append($"\n## {report.Scale.Users:N0} users on {report.Scale.Workers:N0} workers{(report.Churn > 0 ? ", on the move" : "")}\n\n{report.Verdict}\n\n");
            foreach (var sentence in ReportTable.ConditionsOf(report))
            {
                text.Append($"- {sentence}\n");
            }

            foreach (var table in ReportTable.Of(report))
            {
                text.Append($"\n### {table.Title}\n\n| {string.Join(" | ", table.Columns)} |\n|{string.Concat(table.Columns.Select(_ => "---|"))}\n");
                foreach (var row in table.Rows)
                {
                    text.Append($"| {string.Join(" | ", row.Select(c => c.Replace("|", "\\|", StringComparison.Ordinal)))} |\n");
                }
            }
        }

        return text.ToString();
    }
}
