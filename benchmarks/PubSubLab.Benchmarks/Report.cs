using System.Globalization;
using System.Text;
using System.Text.Json;

namespace PubSubLab.Benchmarks;

/// <summary>The rows of one run, as Markdown for people and as JSON for programs.</summary>
internal sealed class Report
{
    private readonly List<Row> _rows = [];

    /// <summary>Adds a figure and prints it, so that a run can be watched.</summary>
    /// <param name="benchmark">The benchmark.</param>
    /// <param name="what">What was measured, of what.</param>
    /// <param name="value">The figure.</param>
    /// <param name="unit">Its unit; <c>x</c> for a ratio within this run.</param>
    /// <param name="target">What it is to be, in words; null where it only informs.</param>
    /// <param name="isMet">Whether it is; null where there is no target.</param>
    public void Add(string benchmark, string what, double value, string unit, string? target = null, bool? isMet = null)
    {
        var row = new Row(benchmark, what, value, unit, target, isMet);
        _rows.Add(row);
        Console.WriteLine($"{row.Benchmark,-12} {row.What,-60} {Number(row.Value),14} {row.Unit,-8} {row.Target} {Met(row)}");
    }

    public void Note(string benchmark, string text) => Add(benchmark, text, 0, "note");

    public string ToMarkdown()
    {
        var text = new StringBuilder("| benchmark | what | figure | target | |\n|---|---|---:|---|---|\n");
        foreach (var row in _rows)
        {
            var figure = row.Unit == "note" ? "" : $"{Number(row.Value)} {row.Unit}";
            text.Append(CultureInfo.InvariantCulture, $"| {row.Benchmark} | {row.What} | {figure} | {row.Target} | {Met(row)} |\n");
        }

        return text.ToString();
    }

    public string ToJson() => JsonSerializer.Serialize(_rows, s_options);

    private static readonly JsonSerializerOptions s_options = new() { WriteIndented = true };

    private static string Met(Row row) => row.IsMet switch { true => "met", false => "NOT MET", null => "" };

    private static string Number(double value) => Math.Abs(value) >= 1000
        ? value.ToString("#,##0", CultureInfo.InvariantCulture)
        : value.ToString("0.###", CultureInfo.InvariantCulture);

    private sealed record Row(string Benchmark, string What, double Value, string Unit, string? Target, bool? IsMet);
}
