using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using PubSubLab.Handlers;

namespace PubSubLab.Transports.Celery.Protocol;

/// <summary>A message of protocol 2, read and checked.</summary>
/// <param name="Id">The task's id, the same for every attempt.</param>
/// <param name="Name">The task's name.</param>
/// <param name="Handler">The handler it asks for; null where the worker's own is meant.</param>
/// <param name="Task">The handler's task.</param>
internal sealed record CeleryTask(string Id, string Name, string? Handler, LabTask Task)
{
    private static readonly string[] s_embedded = ["callbacks", "errbacks", "chain", "chord"];

    /// <summary>Number of earlier attempts.</summary>
    public int Retries { get; private init; }

    /// <summary>Not to run before this moment.</summary>
    public DateTimeOffset? Eta { get; private init; }

    /// <summary>Not worth running after this moment.</summary>
    public DateTimeOffset? Expires { get; private init; }

    /// <summary>When the lab published it; null for a message of another program.</summary>
    public DateTimeOffset? PublishedAt { get; private init; }

    /// <summary>Nobody will ask for its result.</summary>
    public bool IgnoreResult { get; private init; }

    /// <summary>The task that it was called from, for the result.</summary>
    public string? ParentId { get; private init; }

    /// <summary>The group it is in, for the result.</summary>
    public string? GroupId { get; private init; }

    /// <summary>The first task of the chain of calls that led to it.</summary>
    public string? RootId { get; private init; }

    /// <summary>Its arguments, shortened for a person.</summary>
    public string ArgsRepr { get; private init; } = "";

    /// <summary>Its keyword arguments, shortened for a person.</summary>
    public string KwargsRepr { get; private init; } = "";

    /// <summary>The result is to say when it has begun.</summary>
    public bool TrackStarted { get; private init; }

    /// <summary>Time limit of its handler, in seconds.</summary>
    public double? HardLimit { get; private init; }

    /// <summary>Time limit after which its handler may still end by itself, in seconds.</summary>
    public double? SoftLimit { get; private init; }

    /// <summary>The body, without its compression.</summary>
    private ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Its arguments and keyword arguments.</summary>
    public (JsonNode? Args, JsonNode? Kwargs) ReadArguments()
    {
        var body = (JsonArray)JsonNode.Parse(Body.Span)!;
        return (body[0]?.DeepClone(), body[1]?.DeepClone());
    }

    /// <summary>Reads a message.</summary>
    /// <exception cref="RefusedMessageException">It is no task of protocol 2, or asks for what the lab does not do.</exception>
    public static CeleryTask Read(CeleryMessage message)
    {
        var id = TextOf(message.Headers, "id");
        var name = TextOf(message.Headers, "task");
        if (id is null || name is null)
        {
            throw new RefusedMessageException("InvalidTaskError", "it has no header 'task' or 'id': it is no message of Celery's protocol 2");
        }

        // Celery's own default too (accept_content): a pickle can run anything when it is read.
        if (message.ContentType != "application/json")
        {
            var what = message.ContentType is "application/x-python-serialize" ? "pickle" : message.ContentType;
            throw new RefusedMessageException("ContentDisallowed", $"its content is {what}; only JSON is accepted. Set task_serializer = \"json\" where it is published", id);
        }

        if (TextOf(message.Headers, "compression") is { } compression)
        {
            throw new RefusedMessageException("ContentDisallowed", $"it is compressed ({compression}), which the lab does not read. Publish it without compression", id);
        }

        return ReadBody(message, id, name);
    }

    private static CeleryTask ReadBody(CeleryMessage message, string id, string name)
    {
        JsonDocument body;
        try
        {
            body = JsonDocument.Parse(message.Body);
        }
        catch (JsonException)
        {
            throw new RefusedMessageException("DecodeError", "its body is not JSON", id);
        }

        using (body)
        {
            var root = body.RootElement;
            if (root.ValueKind != JsonValueKind.Array || root.GetArrayLength() != 3
                || root[0].ValueKind != JsonValueKind.Array || root[1].ValueKind != JsonValueKind.Object)
            {
                throw new RefusedMessageException("InvalidTaskError", "its body is not [args, kwargs, embed]", id);
            }

            if (root[0].GetArrayLength() == 0)
            {
                throw new RefusedMessageException("TypeError", $"'{name}' needs the task as its first argument, and got none", id);
            }

            // To leave a chain or a callback undone would lose work; saying so loses none.
            if (root[2].ValueKind == JsonValueKind.Object
                && Array.Find(s_embedded, what => root[2].TryGetProperty(what, out var value) && IsSomething(value)) is { } more)
            {
                throw new RefusedMessageException("InvalidTaskError", $"it comes with a '{more}', which the lab does not run. Send the task alone", id);
            }

            var any = message.Headers.ContainsKey(CeleryHeaders.AnyHandler);
            var task = new LabTask(
                JsonSerializerBytes(root[0][0]), AttributesOf(message.Headers, root[1], any ? null : name),
                TextOf(message.Headers, CeleryHeaders.OrderingKey) ?? "");
            return new CeleryTask(id, name, any ? null : name, task)
            {
                Retries = RetriesOf(message.Headers),
                Eta = MomentOf(message.Headers, "eta", id),
                Expires = MomentOf(message.Headers, "expires", id),
                PublishedAt = MomentOf(message.Headers, CeleryHeaders.PublishedAt, id),
                Body = message.Body,
                RootId = TextOf(message.Headers, "root_id"),
                ArgsRepr = TextOf(message.Headers, "argsrepr") ?? "",
                KwargsRepr = TextOf(message.Headers, "kwargsrepr") ?? "",
                TrackStarted = FlagOf(message.Headers, "track_started"),
                HardLimit = LimitOf(message.Headers, 0),
                SoftLimit = LimitOf(message.Headers, 1),
                IgnoreResult = FlagOf(message.Headers, "ignore_result"),
                ParentId = TextOf(message.Headers, "parent_id"),
                GroupId = TextOf(message.Headers, "group"),
            };
        }
    }

    private static bool IsSomething(JsonElement value) =>
        value.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined) && !(value.ValueKind == JsonValueKind.Array && value.GetArrayLength() == 0);

    // As it was written, byte for byte: numbers and spaces too.
    private static byte[] JsonSerializerBytes(JsonElement value) => System.Text.Encoding.UTF8.GetBytes(value.GetRawText());

    private static Dictionary<string, string> AttributesOf(JsonObject headers, JsonElement kwargs, string? name)
    {
        var attributes = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in headers)
        {
            if (!CeleryHeaders.Reserved.Contains(key) && value is JsonValue simple)
            {
                attributes[key] = simple.GetValueKind() == JsonValueKind.String ? simple.GetValue<string>() : simple.ToJsonString();
            }
        }

        foreach (var property in kwargs.EnumerateObject())
        {
            attributes[property.Name] = property.Value.ValueKind == JsonValueKind.String ? property.Value.GetString()! : property.Value.GetRawText();
        }

        if (name is not null)
        {
            attributes[CeleryHeaders.TaskAttribute] = name;
        }

        return attributes;
    }

    // By its text: a number from AMQP's table is a long, one from JSON may be anything.
    private static int RetriesOf(JsonObject headers) =>
        headers["retries"] is JsonValue value && int.TryParse(value.ToJsonString(), out var retries) && retries > 0 ? retries : 0;

    private static bool FlagOf(JsonObject headers, string name) => headers[name] is JsonValue value && value.TryGetValue<bool>(out var flag) && flag;

    // By its text, as above.
    private static double? LimitOf(JsonObject headers, int index) =>
        headers["timelimit"] is JsonArray { Count: 2 } limits && limits[index] is JsonValue value
        && double.TryParse(value.ToJsonString(), CultureInfo.InvariantCulture, out var seconds) && seconds is > 0 and < 1e9
            ? seconds
            : null;

    private static string? TextOf(JsonObject headers, string name) =>
        headers[name] is JsonValue value && value.TryGetValue<string>(out var text) && text.Length > 0 ? text : null;

    private static DateTimeOffset? MomentOf(JsonObject headers, string name, string id)
    {
        if (TextOf(headers, name) is not { } text)
        {
            return null;
        }

        return IsoTime.TryParse(text, out var moment)
            ? moment
            : throw new RefusedMessageException("InvalidTaskError", $"its {name} '{text}' is no time of ISO 8601", id);
    }
}
