using System.Text.RegularExpressions;
using Google.Cloud.PubSub.V1;
using PubSubLab.Emulator.Resources;
using PubSubLab.Transforms;

namespace PubSubLab.Emulator.Transforms;

/// <summary>The message transforms of a topic or a subscription, in their order (google.pubsub.v1.MessageTransform).</summary>
internal sealed partial class TransformChain
{
    /// <summary>Transforms that are on (Pub/Sub docs, "SMTs overview", limitations).</summary>
    public const int MaximumCount = 5;

    /// <summary>UTF-8 bytes of a function's code (Pub/Sub docs, "UDFs overview", limitations).</summary>
    public const int MaximumCode = 20 << 10;

    private TransformChain(IReadOnlyList<MessageTransform> resource, IReadOnlyList<TransformFunction> all, IReadOnlyList<TransformFunction> on) =>
        (Resource, All, Functions) = (resource, all, on);

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

    /// <summary>Checks transforms by their fields; null where there are none. The code is checked by <see cref="TransformRunner.CheckAsync"/>.</summary>
    /// <param name="transforms">The transforms.</param>
    /// <param name="field">Their field, for errors.</param>
    public static TransformChain? Of(IReadOnlyList<MessageTransform> transforms, string field = "message_transforms")
    {
        if (transforms.Count == 0)
        {
            return null;
        }

        var all = transforms.Select((transform, i) => Function(transform, $"{field}[{i}]")).ToArray();
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < all.Length; i++)
        {
            if (!names.Add(all[i].Name))
            {
                throw Fail.Invalid($"{field}[{i}].javascript_udf.function_name", all[i].Name, "each function of a resource has a name of its own");
            }
        }

        TransformFunction[] on = [.. all.Where((_, i) => !transforms[i].Disabled)];
        return on.Length <= MaximumCount
            ? new TransformChain([.. transforms.Select(static t => t.Clone())], all, on)
            : throw Fail.Invalid($"{field} has {on.Length} transforms that are not disabled: a topic or subscription has at most {MaximumCount}.");
    }

    /// <summary>Checks one transform by its fields.</summary>
    public static TransformFunction Function(MessageTransform transform, string field)
    {
        if (transform.TransformCase == MessageTransform.TransformOneofCase.AiInference)
        {
            throw Fail.Unimplemented($"{field}.ai_inference is set: this server calls no models. Use javascript_udf.");
        }

        if (transform.JavascriptUdf is not { } udf)
        {
            throw Fail.Invalid($"{field} has no transform: set javascript_udf.");
        }

        if (!Identifier().IsMatch(udf.FunctionName))
        {
            throw Fail.Invalid($"{field}.javascript_udf.function_name", udf.FunctionName, "it must be the name of a JavaScript function in code");
        }

        var size = System.Text.Encoding.UTF8.GetByteCount(udf.Code);
        return size switch
        {
            0 => throw Fail.Invalid($"{field}.javascript_udf.code is empty: it must have a function \"{udf.FunctionName}\"."),
            > MaximumCode => throw Fail.Invalid($"{field}.javascript_udf.code is too large: it has {size} bytes, and code has at most {MaximumCode}."),
            _ => new TransformFunction(udf.FunctionName, udf.Code),
        };
    }

    [GeneratedRegex(@"^[\p{L}\p{Nl}$_][\p{L}\p{Nl}\p{Mn}\p{Mc}\p{Nd}\p{Pc}$]{0,255}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Identifier();
}
