using System.Text;
using Google.Protobuf;
using PubSubLab.EndToEnd.Tests.Telemetry.Otlp;

namespace PubSubLab.EndToEnd.Tests.Telemetry;

/// <summary>The spans of a trace as a tree of lines, children in the order of their start.</summary>
internal static class SpanTree
{
    private static readonly string[] s_kinds = ["", "internal", "server", "client", "producer", "consumer"];

    public static string Print(IReadOnlyCollection<(string Service, Span Span)> spans)
    {
        var text = new StringBuilder();
        foreach (var root in spans.Where(root => spans.All(other => other.Span.SpanId != root.Span.ParentSpanId)))
        {
            Print(text, spans, root, "");
        }

        return text.ToString();
    }

    private static void Print(StringBuilder text, IReadOnlyCollection<(string Service, Span Span)> spans, (string Service, Span Span) at, string indent)
    {
        var attributes = at.Span.Attributes.Where(static a => a.Key is "messaging.gcp_pubsub.result" or "messaging.gcp_pubsub.message.delivery_attempt")
            .Select(static a => $"{a.Key[(a.Key.LastIndexOf('.') + 1)..]}={(a.Value.HasIntValue ? a.Value.IntValue : a.Value.StringValue)}");
        text.AppendLine(string.Join("  ", [$"{indent}{at.Span.Name}".PadRight(30), s_kinds[at.Span.Kind].PadRight(8), at.Service.PadRight(18), .. attributes]).TrimEnd());
        foreach (var child in spans.Where(child => child.Span.ParentSpanId == at.Span.SpanId).OrderBy(static child => child.Span.StartTimeUnixNano))
        {
            Print(text, spans, child, indent + "  ");
        }
    }
}
