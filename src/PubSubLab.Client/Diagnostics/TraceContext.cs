using System.Diagnostics;

namespace Google.Cloud.PubSub.V1;

/// <summary>
/// Carries the context of a trace on messages (W3C Trace Context), in attributes with the prefix that Google's clients of all languages use,
/// so that a trace goes on from a publisher in one language to a handler in another.
/// </summary>
internal static class TraceContext
{
    internal const string ParentAttribute = "googclient_traceparent";
    internal const string StateAttribute = "googclient_tracestate";

    internal static void Inject(Activity activity, PubsubMessage message)
    {
        if (activity.IdFormat != ActivityIdFormat.W3C || activity.Id is not { } id)
        {
            return;
        }

        message.Attributes[ParentAttribute] = id;
        if (activity.TraceStateString is { Length: > 0 } state)
        {
            message.Attributes[StateAttribute] = state;
        }
    }

    /// <summary>The context in which the message was published; the default where it carries none that can be read.</summary>
    internal static ActivityContext Extract(PubsubMessage message)
    {
        if (!message.Attributes.TryGetValue(ParentAttribute, out var parent))
        {
            return default;
        }

        message.Attributes.TryGetValue(StateAttribute, out var state);
        return ActivityContext.TryParse(parent, state, isRemote: true, out var context) ? context : default;
    }
}
