using Google.Cloud.PubSub.V1;
using PubSubLab.Transforms;

namespace PubSubLab.Emulator.Transforms;

/// <summary>The message transforms of a topic or a subscription, in their order (google.pubsub.v1.MessageTransform).</summary>
internal sealed class TransformChain
{
    /// <param name="resource">The transforms.</param>
    /// <param name="all">Their functions.</param>
    public TransformChain(IReadOnlyList<MessageTransform> resource, IReadOnlyList<TransformFunction> all)
    {
        Resource = resource;
        All = all;
        Functions = [.. all.Where((_, i) => !resource[i].Disabled)];
    }

    /// <summary>The transforms as the API shows them.</summary>
    public IReadOnlyList<MessageTransform> Resource { get; }

    /// <summary>Their functions.</summary>
    public IReadOnlyList<TransformFunction> All { get; }

    /// <summary>The functions of the transforms that are not disabled.</summary>
    public IReadOnlyList<TransformFunction> Functions { get; }

    /// <summary>Whether a message passes a function.</summary>
    public bool IsActive => Functions.Count > 0;

    /// <summary>Whether a function ran long or ended its process. It then shares a process with its like only.</summary>
    public bool IsSlow { get; set; }

    /// <summary>Until when failures are not told again.</summary>
    public DateTimeOffset TellsFrom { get; set; }
}
