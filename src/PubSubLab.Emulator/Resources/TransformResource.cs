using System.Text.RegularExpressions;
using Google.Cloud.PubSub.V1;
using PubSubLab.Emulator.Transforms;
using PubSubLab.Transforms;

namespace PubSubLab.Emulator.Resources;

/// <summary>Message transforms as the API has them, checked (google.pubsub.v1.MessageTransform).</summary>
internal static partial class TransformResource
{
    private const string Field = "message_transforms";

    /// <summary>Transforms that are on (Pub/Sub docs, "SMTs overview", limitations).</summary>
    public const int MaximumCount = 5;

    /// <summary>UTF-8 bytes of a function's code (Pub/Sub docs, "UDFs overview", limitations).</summary>
    public const int MaximumCode = 20 << 10;

    /// <summary>Checks transforms by their fields; null where there are none. The code is checked by <see cref="CheckAsync"/>.</summary>
    /// <param name="transforms">The transforms.</param>
    /// <param name="field">Their field, for errors.</param>
    public static TransformChain? Of(IReadOnlyList<MessageTransform> transforms, string field = Field)
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

        var chain = new TransformChain([.. transforms.Select(static t => t.Clone())], all);
        return chain.Functions.Count <= MaximumCount
            ? chain
            : throw Fail.Invalid($"{field} has {chain.Functions.Count} transforms that are not disabled: a topic or subscription has at most {MaximumCount}.");
    }

    /// <summary>Checks one transform by its fields.</summary>
    private static TransformFunction Function(MessageTransform transform, string field)
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

    /// <summary>Checks the code of transforms.</summary>
    /// <exception cref="Grpc.Core.RpcException">It cannot be used; INVALID_ARGUMENT with line, column and rule.</exception>
    public static async Task CheckAsync(TransformRunner runner, TransformChain? chain, CancellationToken cancellation, string field = Field)
    {
        if (chain is not null && await StartedAsync(runner.CheckAsync(chain, cancellation)) is { Kind: TransformKind.Failed } failed)
        {
            throw Fail.Invalid($"{field}[{failed.Function}].javascript_udf", chain.All[failed.Function].Name, $"it {failed.Reason}");
        }
    }

    /// <summary>As <see cref="CheckAsync"/>, for callers that cannot wait otherwise.</summary>
    public static void Check(TransformRunner runner, TransformChain? chain)
    {
        if (chain is not null)
        {
            CheckAsync(runner, chain, CancellationToken.None).GetAwaiter().GetResult();
        }
    }

    /// <summary>Puts messages through transforms.</summary>
    /// <exception cref="Grpc.Core.RpcException">The process for functions does not start.</exception>
    public static Task<IReadOnlyList<TransformOutcome>> RunAsync(
        TransformRunner runner, TransformChain chain, IReadOnlyList<TransformMessage> messages, CancellationToken cancellation, bool steps = false) =>
        StartedAsync(runner.RunAsync(chain, messages, cancellation, steps));

    private static async Task<T> StartedAsync<T>(Task<T> run)
    {
        try
        {
            return await run;
        }
        catch (IOException e)
        {
            throw Fail.Precondition($"The process that runs message transforms does not start: {e.Message}. Disable the transforms, or make it start.");
        }
    }

    [GeneratedRegex(@"^[\p{L}\p{Nl}$_][\p{L}\p{Nl}\p{Mn}\p{Mc}\p{Nd}\p{Pc}$]{0,255}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Identifier();
}
