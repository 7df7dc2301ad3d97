using System.Net;
using System.Text;

namespace PubSubLab.Lab.Routing.Reporting;

/// <summary>Reports as one HTML file that needs nothing beside it: styles and plots are inside, and there is no script.</summary>
public static class RoutingHtml
{
    private const string Head = """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>One message to one user: the routing report</title>
        <style>
        :root { color-scheme: light dark; --ink: #1b1f24; --paper: #ffffff; --line: #d5dae0; --quiet: #57606a; --shade: #f4f6f8; }
        @media (prefers-color-scheme: dark) { :root { --ink: #e6e9ec; --paper: #14171a; --line: #3a4149; --quiet: #9aa4ae; --shade: #1d2125; } }
        body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); max-width: 1080px; margin: 2rem auto; padding: 0 1.2rem; }
        h1 { font-size: 1.7rem; } h2 { margin-top: 2.6rem; border-top: 1px solid var(--line); padding-top: 1.4rem; } h3 { margin: 1.6rem 0 .4rem; font-size: 1rem; }
        .verdict { font-size: 1.08rem; background: var(--shade); border-left: 4px solid #0072B2; padding: .8rem 1rem; }
        ul { color: var(--quiet); padding-left: 1.1rem; } li { overflow-wrap: anywhere; }
        .wide { overflow-x: auto; } table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
        th, td { padding: .3rem .7rem; border-bottom: 1px solid var(--line); text-align: right; vertical-align: top; }
        th { font-weight: 600; color: var(--quiet); } th:first-child, td:first-child { text-align: left; font-weight: 600; }
        td.words { text-align: left; min-width: 22rem; }
        svg { width: 100%; max-width: 860px; height: auto; margin-top: 1rem; } svg text { font: 12px system-ui, sans-serif; fill: var(--ink); } svg text.title { font-weight: 600; font-size: 14px; }
        svg .grid { stroke: var(--line); stroke-width: 1; }
        svg .cross { stroke: currentColor; stroke-width: 2; fill: none; }
        </style>
        </head>
        <body>
        <h1>One message to one user: the routing report</h1>

        """;

    private const int LongCell = 30;

    /// <summary>Writes them, one section each.</summary>
    public static string Write(IReadOnlyList<RoutingReport> reports)
    {
        var html = new StringBuilder(Head);
        foreach (var report in reports)
        {
            html.Append($"<h2>{report.Scale.Users:N0} users on {report.Scale.Workers:N0} workers{(report.Churn > 0 ? ", on the move" : "")}</h2>\n");
            html.Append($"<p class=\"verdict\">{Encode(report.Verdict)}</p>\n");
            foreach (var plot in RoutingPlots.Of(report))
            {
                html.Append(plot).Append('\n');
            }

            foreach (var table in ReportTable.Of(report))
            {
                Append(html, table);
            }

            html.Append("<h3>Conditions and assumptions</h3>\n<ul>\n");
            foreach (var sentence in ReportTable.ConditionsOf(report))
            {
                html.Append($"<li>{Encode(sentence)}</li>\n");
            }

            html.Append("</ul>\n");
        }

        return html.Append("</body>\n</html>\n").ToString();
    }

    private static void Append(StringBuilder html, ReportTable table)
    {
        html.Append($"<h3>{Encode(table.Title)}</h3>\n<div class=\"wide\"><table>\n<tr>{string.Concat(table.Columns.Select(c => $"<th>{Encode(c)}</th>"))}</tr>\n");
        foreach (var row in table.Rows)
        {
            html.Append($"<tr>{string.Concat(row.Select(c => $"<td{(c.Length > LongCell ? " class=\"words\"" : "")}>{Encode(c)}</td>"))}</tr>\n");
        }

        html.Append("</table></div>\n");
    }

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}
