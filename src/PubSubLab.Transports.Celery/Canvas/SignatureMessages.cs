using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using PubSubLab.Transports.Celery.Protocol;

namespace PubSubLab.Transports.Celery.Canvas;

/// <summary>Makes the message of a single signature, as Celery's <c>apply_async</c> does (celery/app/amqp.py, as_task_v2).</summary>
internal static class SignatureMessages
{
    private const int MaxRepr = 1_024;

    /// <summary>The message.</summary>
    /// <param name="signature">The signature.</param>
    /// <param name="id">The task's id.</param>
    /// <param name="args">Its arguments.</param>
    /// <param name="rest">The rest of its chain, the next one last.</param>
    /// <param name="origin">The task before it.</param>
    /// <param name="now">Now.</param>
    public static CeleryMessage Create(Signature signature, string id, JsonArray args, IReadOnlyList<Signature> rest, TaskOrigin origin, DateTimeOffset now)
    {
        var options = signature.Options;
        var headers = new JsonObject
        {
            ["lang"] = "cs",
            ["task"] = signature.Name,
            ["id"] = id,
            ["shadow"] = Copy(options, "shadow"),
            ["eta"] = MomentOf(options["eta"], now) ?? MomentOf(options["countdown"], now),
            ["expires"] = MomentOf(options["expires"], now),
            ["group"] = Copy(options, "group_id"),
            ["group_index"] = Copy(options, "group_index"),
            ["retries"] = 0,
            ["timelimit"] = new JsonArray(Copy(options, "time_limit"), Copy(options, "soft_time_limit")),
            ["root_id"] = origin.RootId,
            ["parent_id"] = origin.Id,
            ["argsrepr"] = Shorten($"({string.Join(", ", args.Select(static a => a?.ToJsonString() ?? "None"))},)"),
            ["kwargsrepr"] = Shorten(signature.Kwargs.ToJsonString()),
            ["origin"] = $"pubsublab{Environment.ProcessId}@{Environment.MachineName}",
            ["ignore_result"] = Copy(options, "ignore_result") ?? false,
        };
        foreach (var (name, more) in options["headers"] as JsonObject ?? [])
        {
            headers.TryAdd(name, more?.DeepClone());
        }

        var chain = rest.Count > 0 ? new JsonArray([.. rest.Select(static s => s.ToJson())]) : Copy(options, "chain");
        var body = new JsonArray(args, signature.Kwargs.DeepClone(), new JsonObject
        {
            ["callbacks"] = ListOf(options["link"]), ["errbacks"] = ListOf(options["link_error"]), ["chain"] = chain, ["chord"] = Copy(options, "chord"),
        });
        return new CeleryMessage
        {
            Headers = headers,
            Body = Encoding.UTF8.GetBytes(body.ToJsonString()),
            CorrelationId = id,
            ReplyTo = options["reply_to"] is JsonValue reply && reply.TryGetValue<string>(out var to) ? to : "",
            Priority = options["priority"] is JsonValue value && value.TryGetValue<int>(out var priority) ? Math.Clamp(priority, 0, 255) : null,
        };
    }

    private static JsonNode? Copy(JsonObject options, string name) => options[name]?.DeepClone();

    private static JsonNode? ListOf(JsonNode? node) => node is null or JsonArray ? node?.DeepClone() : new JsonArray(node.DeepClone());

    /// <summary>A time, or seconds from now.</summary>
    private static string? MomentOf(JsonNode? node, DateTimeOffset now)
    {
        if (node is not JsonValue value)
        {
            return null;
        }

        return double.TryParse(value.ToJsonString(), CultureInfo.InvariantCulture, out var seconds) && Math.Abs(seconds) < 1e9
            ? CeleryTime.Write(now + TimeSpan.FromSeconds(seconds))
            : value.TryGetValue<string>(out var text) ? text : null;
    }

    private static string Shorten(string text) => text.Length <= MaxRepr ? text : $"{text[..MaxRepr]}...";
}
