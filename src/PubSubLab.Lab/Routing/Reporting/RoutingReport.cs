using System.Text.Encodings.Web;
using System.Text.Json;

namespace PubSubLab.Lab.Routing;

/// <summary>Everything that a run of the routing experiment found out: what the JSON holds, and what the Markdown and the HTML are made from.</summary>
public sealed record RoutingReport
{
    private static readonly JsonSerializerOptions s_json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    /// <summary>The command that made it; empty where it was not a command.</summary>
    public string Command { get; init; } = "";

    /// <summary>The backend it was measured on.</summary>
    public required string Backend { get; init; }

    /// <summary>The backend's dispatch where it was chosen, else "not known".</summary>
    public required string Dispatch { get; init; }

    /// <summary>The machine: processors and operating system.</summary>
    public required string Machine { get; init; }

    /// <summary>When it was measured.</summary>
    public required DateTimeOffset MeasuredAt { get; init; }

    /// <summary>Users, workers and the strategies' totals.</summary>
    public required RoutingScale Scale { get; init; }

    /// <summary>Messages a second; 0 for all at once.</summary>
    public int Rate { get; init; }

    /// <summary>The retry policy's minimum backoff in seconds; null without one.</summary>
    public double? RetryMinSeconds { get; init; }

    /// <summary>The dead-letter policy's attempts; null without one.</summary>
    public int? MaxAttempts { get; init; }

    /// <summary>Moves a second that were asked for.</summary>
    public double Churn { get; init; }

    /// <summary>Messages a month of the price.</summary>
    public double MessagesPerMonth { get; init; }

    /// <summary>Bytes a message of the price.</summary>
    public int MessageBytes { get; init; }

    /// <summary>The price's formula and what it assumes.</summary>
    public required string PriceAssumptions { get; init; }

    /// <summary>The strategies, measured or computed.</summary>
    public required IReadOnlyList<RoutingMeasurement> Measurements { get; init; }

    /// <summary>Measured points of deliveries over workers.</summary>
    public IReadOnlyList<NackPoint> NackCurve { get; init; } = [];

    /// <summary>The answer, in sentences.</summary>
    public required string Verdict { get; init; }

    /// <summary>Whether it was stopped before its end.</summary>
    public bool Stopped { get; init; }

    /// <summary>As JSON, a list.</summary>
    public static string ToJson(IReadOnlyList<RoutingReport> reports) => JsonSerializer.Serialize(reports, s_json);

    /// <summary>From what <see cref="ToJson"/> made, or from the result that <c>experiment routing --json</c> printed.</summary>
    /// <exception cref="LabException">The text is neither.</exception>
    public static IReadOnlyList<RoutingReport> ListFromJson(string json)
    {
        const string how = "'experiment routing --report FILE.html' and '--json' make one.";
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            var list = root.ValueKind switch
            {
                JsonValueKind.Array => root.Deserialize<List<RoutingReport>>(s_json),
                JsonValueKind.Object when root.TryGetProperty("routing", out var one) && one.Deserialize<RoutingReport>(s_json) is { } report => [report],
                _ => null,
            };
            return list is { Count: > 0 } ? list : throw new LabException($"The file holds no report of the routing experiment; {how}");
        }
        catch (JsonException e)
        {
            throw new LabException($"The file is not a report of the routing experiment; {how}", e);
        }
    }
}
