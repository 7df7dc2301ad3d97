using System.Text.Json.Nodes;
using PubSubLab.Lab;
using PubSubLab.Transports.Celery.Protocol;

namespace PubSubLab.Transports.Celery.Presence;

/// <summary>An event of a worker, read with care: any program can send anything (Celery docs, Monitoring, Event Reference).</summary>
internal readonly struct FleetEvent(JsonObject fields)
{
    private const int LongestText = 200;

    /// <summary>Its type, <c>task-received</c>.</summary>
    public string Type => Text("type");

    /// <summary>The worker's node name; empty where it has none.</summary>
    public string Worker => Text("hostname");

    /// <summary>The task's id; empty for an event of a worker.</summary>
    public string TaskId => Text("uuid");

    /// <summary>The state that the task came to; null for none.</summary>
    public string? State => Type switch
    {
        "task-sent" => "PENDING",
        "task-received" => "RECEIVED",
        "task-started" => "STARTED",
        "task-succeeded" => "SUCCESS",
        "task-failed" => "FAILURE",
        "task-retried" => "RETRY",
        "task-revoked" => "REVOKED",
        _ => null,
    };

    /// <summary>When it happened, by the sender's clock; null where it does not say.</summary>
    public DateTimeOffset? At => Number("timestamp") is >= 0 and < 253_402_300_000 and var seconds ? DateTimeOffset.UnixEpoch.AddSeconds(seconds) : null;

    /// <summary>More about the state, for a person.</summary>
    public string Detail => Type switch
    {
        "task-received" => string.Join(", ", new[] { Attempt, Due }.Where(static part => part.Length > 0)),
        "task-failed" or "task-retried" => Text("exception"),
        _ => "",
    };

    /// <summary>Seconds between two heartbeats; null where it does not say.</summary>
    public double? Frequency => Number("freq");

    /// <summary>Tasks that its handlers work on; null where it does not say.</summary>
    public int? Active => Number("active") is >= 0 and <= int.MaxValue and var count ? (int)count : null;

    /// <summary>Tasks that it has handled; null where it does not say.</summary>
    public long? Processed => Number("processed") is >= 0 and <= 1e15 and var count ? (long)count : null;

    /// <summary>Its software with the version.</summary>
    public string Software => $"{Text("sw_ident")} {Text("sw_ver")}".Trim();

    private string Attempt => Number("retries") is > 0 and var retries ? $"attempt {retries + 1:0}" : "";

    // Beside the event's own time a time span is read at once, in whatever zone either program writes its times.
    private string Due => Text("eta") is not { Length: > 0 } eta ? ""
        : At is { } at && IsoTime.TryParse(eta, out var due) && due - at is { Ticks: > 0 } wait ? $"due {Durations.Format(wait)} later" : $"due {eta}";

    private double? Number(string name) => fields[name] is JsonValue value && value.TryGetValue<double>(out var number) && double.IsFinite(number) ? number : null;

    private string Text(string name) =>
        fields[name] is JsonValue value && value.TryGetValue<string>(out var text) ? OutsideText.Printable(OutsideText.Begin(text, LongestText)) : "";
}
