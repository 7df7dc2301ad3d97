using System.Diagnostics.Tracing;
using System.Globalization;

namespace PubSubLab.Telemetry;

/// <summary>Says once that the collector does not take telemetry. The exporter itself tells its event source only.</summary>
internal sealed class ExportFailures(Action<string> tell) : EventListener
{
    private const string Source = "OpenTelemetry-Exporter-OpenTelemetryProtocol";
    private const int LongestReason = 200;
    private bool _isTold;

    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == Source)
        {
            EnableEvents(eventSource, EventLevel.Warning);
        }
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        // Its events of requests name the address first. The constructor of the base calls this before the fields are there.
        if (tell is null || eventData.Payload is not [var address, ..] || !Uri.TryCreate($"{address}", UriKind.Absolute, out var collector) || Interlocked.Exchange(ref _isTold, true))
        {
            return;
        }

        tell($"Telemetry cannot be sent to {collector.GetLeftPart(UriPartial.Authority)}: {ReasonOf(eventData)}. Check the collector and the OTEL_ variables. The program goes on.");
    }

    // An exception comes as text: its type, its message, and lines of its stack trace.
    private static string ReasonOf(EventWrittenEventArgs e)
    {
        var last = Convert.ToString(e.Payload![^1], CultureInfo.InvariantCulture) ?? "";
        var line = e.Payload.Count > 1 && last.Length > 0 ? last.Split('\n')[0].Trim() : e.EventName ?? "";
        var reason = line.Contains("Exception: ", StringComparison.Ordinal) ? line[(line.IndexOf("Exception: ", StringComparison.Ordinal) + 11)..] : line;
        return (reason.Length <= LongestReason ? reason : reason[..LongestReason]).TrimEnd('.');
    }
}
