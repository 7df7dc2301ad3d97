using PubSubLab.Lab.Experiments;
using PubSubLab.Pictures;

namespace PubSubLab.Tests.Documents;

/// <summary>The comparison in the guide to Celery is that of the stored run, which a test on real brokers holds.</summary>
public sealed class CeleryDocumentTests
{
    [Fact]
    public void The_table_of_a_migration_is_the_stored_run() => GeneratedPart.IsCurrent(
        "docs/celery.md", "<!-- migration: made from docs/pictures/migration.json -->\n", "<!-- end of migration -->", Markdown(StoredRun.ResultOf("migration").Table!));

    private static string Markdown(ResultTable table) => string.Concat(
        [Line("", table.Columns), $"|{string.Concat(Enumerable.Repeat("---|", table.Columns.Count + 1))}\n", .. table.Rows.Select(row => Line(row.Name, row.Cells)), "\n"]);

    // A setting is code, as in the text around the table.
    private static string Line(string name, IReadOnlyList<string> cells) =>
        $"| {name} | {string.Join(" | ", cells.Select(c => c.Contains('=', StringComparison.Ordinal) ? $"`{c.Replace(", ", "`, `", StringComparison.Ordinal)}`" : c))} |\n";
}
