using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using PubSubLab.Lab;
using PubSubLab.Lab.Experiments;
using PubSubLab.Lab.Routing.Reporting;
using PubSubLab.Tui.Experiments;

namespace PubSubLab.Output;

/// <summary>An experiment's result for a person or a program.</summary>
internal static class ExperimentReport
{
    private static readonly JsonSerializerOptions s_json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>One run as JSON.</summary>
    public static string Json(FinishedRun run) => NodeOf(run).ToJsonString(s_json);

    /// <summary>The result in the JSON of one run that began.</summary>
    public static ExperimentResult Read(string json) => JsonSerializer.Deserialize<ExperimentResult>(json, s_json)!;

    /// <summary>Several runs as JSON, with the worst outcome.</summary>
    public static string Json(IReadOnlyList<FinishedRun> runs) => new JsonObject
    {
        ["outcome"] = OutcomeOf(runs.MaxBy(run => run.ExitCode)!),
        ["runs"] = new JsonArray([.. runs.Select(NodeOf)]),
    }.ToJsonString(s_json);

    /// <summary>The mark of a run in a list.</summary>
    public static char Mark(FinishedRun run) => run.ExitCode switch { ExitCodes.Done => '✓', ExitCodes.Failed => '✗', _ => '!' };

    private static string OutcomeOf(FinishedRun run) =>
        run.Result.Outcome == ExperimentOutcome.NotPossible ? "couldNotRun" : JsonNamingPolicy.CamelCase.ConvertName(run.Result.Outcome.ToString());

    private static JsonObject NodeOf(FinishedRun run)
    {
        var node = (JsonObject)JsonSerializer.SerializeToNode(run.Result, s_json)!;
        node["outcome"] = OutcomeOf(run);
        node["source"] = run.Label;
        node["seed"] = run.Seed;
        node["seconds"] = Math.Round(run.Duration.TotalSeconds, 6);
        node["virtualTime"] = run.IsVirtual;
        return node;
    }

    /// <summary>As text: expectations as a table, then the answer. The routing experiment has its answer as a table, and of the expectations those not met.</summary>
    /// <param name="run">The run.</param>
    /// <param name="width">Columns of the terminal.</param>
    public static IEnumerable<string> Text(FinishedRun run, int width)
    {
        var result = run.Result;
        if (result.Routing is { Measurements.Count: > 0 } report)
        {
            yield return "";
            foreach (var line in AnswerTable.Lines(AnswerRow.Of(report), width))
            {
                yield return line;
            }
        }

        if (result.Table is { } table)
        {
            yield return "";
            foreach (var line in ResultTableText.Lines(table, width))
            {
                yield return line.Text;
            }
        }

        var shown = result.ShownExpectations;
        if (shown.Count > 0)
        {
            var what = Math.Max(shown.Max(e => e.What.Length), 4);
            var expected = Math.Max(shown.Max(e => e.Expected.Length), 8);
            yield return "";
            yield return $"    {"what".PadRight(what)}  {"expected".PadRight(expected)}  observed";
            foreach (var e in shown)
            {
                yield return $"  {(e.Met ? '✓' : '✗')} {e.What.PadRight(what)}  {e.Expected.PadRight(expected)}  {e.Observed}";
            }
        }

        yield return "";
        yield return result.Answer;
        yield return $"Seed {run.Seed}, {Durations.Format(run.Duration)}{(run.IsVirtual ? $" of virtual time: --seed {run.Seed} gives the same bytes again" : "")}.";
        yield return result.Outcome switch
        {
            ExperimentOutcome.Holds => "Verdict: what was expected was observed.",
            ExperimentOutcome.DoesNotHold => "Verdict: something that was expected was not observed (✗ above).",
            ExperimentOutcome.Changed => "Verdict: changed during the run, so it neither confirms nor refutes the expectations.",
            _ => "Verdict: not possible on this backend.",
        };
    }
}
