using System.Diagnostics;
using PubSubLab.Emulator.Resources;

namespace PubSubLab.Emulator.Diagnostics;

/// <summary>The spans of emulators. Each belongs to the trace whose context its message carries.</summary>
internal static class EmulatorTracing
{
    /// <summary>Name of the activity source and the meter.</summary>
    public const string Name = "PubSubLab.Emulator";

    private const string Parent = "googclient_traceparent";
    private const string State = "googclient_tracestate";
    private static readonly ActivitySource s_activities = new(Name);

    public static bool IsOn => s_activities.HasListeners();

    /// <summary>Starts the span of an operation on a message; null when nobody listens. The caller's own span stays the current one.</summary>
    /// <param name="operation">The operation's name.</param>
    /// <param name="type">Its type in the semantic conventions.</param>
    /// <param name="kind">The kind of span.</param>
    /// <param name="resource">Full name of the topic or subscription.</param>
    /// <param name="message">The message.</param>
    /// <param name="peer">The client, if known.</param>
    public static Activity? Start(string operation, string type, ActivityKind kind, string resource, PubsubMessageView message, EmulatorPeer? peer)
    {
        if (!s_activities.HasListeners())
        {
            return null;
        }

        var current = Activity.Current;
        // Nothing of the request that brought the message here is the parent of its span.
        Activity.Current = null;
        var id = ResourceName.IdOf(resource);
        var span = s_activities.StartActivity($"{id} {operation}", kind, ContextOf(message));
        Activity.Current = current;
        if (span is not { IsAllDataRequested: true })
        {
            return span;
        }

        span.SetTag("messaging.system", "gcp_pubsub");
        span.SetTag("messaging.operation.name", operation);
        span.SetTag("messaging.operation.type", type);
        span.SetTag("messaging.destination.name", id);
        span.SetTag("gcp.project_id", ResourceName.ProjectOf(resource));
        span.SetTag("messaging.message.id", message.MessageId);
        span.SetTag("messaging.message.body.size", message.Data.Length);
        if (message.OrderingKey is { Length: > 0 } key)
        {
            span.SetTag("messaging.gcp_pubsub.message.ordering_key", key);
        }

        if ((peer?.WorkerName ?? peer?.ClientId) is { Length: > 0 } client)
        {
            span.SetTag("messaging.client.id", client);
        }

        return span;
    }

    /// <summary>Ends a span, wherever it began. The caller's own span stays the current one.</summary>
    public static void Stop(Activity span)
    {
        var current = Activity.Current;
        span.Dispose();
        Activity.Current = current;
    }

    /// <summary>Gives a request the context of a span (W3C Trace Context).</summary>
    public static void Inject(Activity? span, HttpRequestMessage request)
    {
        if (span is { IdFormat: ActivityIdFormat.W3C, Id: { } id })
        {
            request.Headers.Remove("traceparent");
            request.Headers.TryAddWithoutValidation("traceparent", id);
            if (span.TraceStateString is { Length: > 0 } state)
            {
                request.Headers.Remove("tracestate");
                request.Headers.TryAddWithoutValidation("tracestate", state);
            }
        }
    }

    // The attributes of Google's clients in all languages.
    private static ActivityContext ContextOf(PubsubMessageView message)
    {
        var attributes = message.Attributes;
        return attributes.TryGetValue(Parent, out var parent) && ActivityContext.TryParse(parent, attributes.GetValueOrDefault(State), isRemote: true, out var context)
            ? context
            : default;
    }
}
