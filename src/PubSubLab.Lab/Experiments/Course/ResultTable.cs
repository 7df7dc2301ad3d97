namespace PubSubLab.Lab.Experiments;

/// <summary>The comparison of a run: a column for each backend or variant.</summary>
/// <param name="Columns">Names of the columns.</param>
/// <param name="Rows">The rows.</param>
public sealed record ResultTable(IReadOnlyList<string> Columns, IReadOnlyList<ResultRow> Rows);

/// <summary>One row of a comparison.</summary>
/// <param name="Name">A label.</param>
/// <param name="Cells">A text for each column.</param>
public sealed record ResultRow(string Name, IReadOnlyList<string> Cells);
