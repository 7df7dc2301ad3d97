using Google.Cloud.PubSub.V1;
using PubSubLab.Lab.Transports;

namespace PubSubLab.Transports.PubSub;

/// <summary>Message transforms between the lab and the API.</summary>
public static class TransformMapping
{
    /// <summary>The API's form of a transform.</summary>
    public static MessageTransform Of(TransformSpec transform)
    {
        ArgumentNullException.ThrowIfNull(transform);
        return new()
        {
            JavascriptUdf = new JavaScriptUDF { FunctionName = transform.Function, Code = transform.Code }, Disabled = transform.Disabled,
        };
    }

    /// <summary>The lab's form of transforms; kinds other than JavaScript are left out.</summary>
    public static IReadOnlyList<TransformSpec> Of(IEnumerable<MessageTransform> transforms) =>
        [.. transforms.Where(static t => t.JavascriptUdf is not null).Select(static t => new TransformSpec(t.JavascriptUdf.FunctionName, t.JavascriptUdf.Code) { Disabled = t.Disabled })];

    /// <summary>The number of transforms that are not disabled.</summary>
    public static int CountActive(IEnumerable<MessageTransform> transforms) => transforms.Count(static t => !t.Disabled);
}
