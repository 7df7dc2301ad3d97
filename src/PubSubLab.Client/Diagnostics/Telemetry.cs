using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Google.Cloud.PubSub.V1;

/// <summary>
/// Sources of the client's spans, measurements and events, all named <see cref="Name"/>. Without a listener the client computes none
/// of them.
/// </summary>
/// <remarks>
/// The names of spans and of their attributes are those of OpenTelemetry's semantic conventions for messaging (section "Google Cloud
/// Pub/Sub"), which Google's other client libraries follow. Docs: docs/client.md.
/// </remarks>
internal static class Telemetry
{
    /// <summary>Name of the activity source, the meter and the diagnostic listener.</summary>
    internal const string Name = "Google.Cloud.PubSub.V1";

    internal static readonly ActivitySource Activities = new(Name);
    internal static readonly Meter Meter = new(Name);
    internal static readonly DiagnosticListener Events = new(Name);

    internal static void Describe(Activity activity, string operation, string project, string destination, PubsubMessage? message)
    {
        activity.SetTag("messaging.system", "gcp_pubsub");
        activity.SetTag("messaging.operation", operation);
        activity.SetTag("messaging.operation.name", operation);
        activity.SetTag("messaging.operation.type", operation == "publish" ? "send" : operation);
        activity.SetTag("messaging.destination.name", destination);
        activity.SetTag("gcp.project_id", project);
        if (message is not null)
        {
            activity.SetTag("messaging.message.body.size", message.Data.Length);
            if (message.OrderingKey.Length > 0)
            {
                activity.SetTag("messaging.gcp_pubsub.message.ordering_key", message.OrderingKey);
            }
        }
    }

    internal static void Fail(Activity? activity, Exception? failure)
    {
        if (activity is not null && failure is not null)
        {
            activity.SetStatus(ActivityStatusCode.Error, failure.Message);
            activity.AddException(failure);
        }
    }

    internal static KeyValuePair<string, object?> Tag(string name, object? value) => new(name, value);

    internal static KeyValuePair<string, object?> Outcome(Exception? failure) => new("outcome", failure is null ? "ok" : "failed");

    // A dictionary, because it can be read without a type of ours, which Google's package does not have.
    internal static void Write(string name, params ReadOnlySpan<(string Name, object? Value)> values)
    {
        var payload = new Dictionary<string, object?>(values.Length);
        foreach (var (key, value) in values)
        {
            payload.Add(key, value);
        }

        Events.Write<IReadOnlyDictionary<string, object?>>(name, payload);
    }
}
