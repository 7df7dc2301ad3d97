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

    /// <summary>Its place in its group.</summary>
    public long? GroupIndex { get; private init; }

    /// <summary>The tasks that are to follow it, as they were written.</summary>
    public JsonObject? Embed { get; private init; }

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
            throw IsProtocol1(message) is { } first
                ? new RefusedMessageException("InvalidTaskError", "it is of Celery's protocol 1, which the lab does not read. Set task_protocol = 2 where it is published", first)
                : new RefusedMessageException("InvalidTaskError", "it has no header 'task' or 'id': it is no message of Celery's protocol 2");
        }

        // Celery's own default too (accept_content): a pickle can run anything when it is read.
        if (message.ContentType != "application/json")
        {
            var what = message.ContentType is "application/x-python-serialize" ? "pickle" : message.ContentType;
            throw new RefusedMessageException("ContentDisallowed", $"its content is {what}; only JSON is accepted. Set task_serializer = \"json\" where it is published", id);
        }

        var body = TextOf(message.Headers, "compression") is { } compression ? BodyCompression.Expand(message.Body, compression, id) : message.Body;
        return ReadBody(message.Headers, body, id, name);
    }

    private static CeleryTask ReadBody(JsonObject headers, ReadOnlyMemory<byte> bytes, string id, string name)
    {
        JsonDocument body;
        try
        {
            body = JsonDocument.Parse(bytes);
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

            var any = headers.ContainsKey(CeleryHeaders.AnyHandler);
            var task = new LabTask(
                DataOf(root[0], root[1]), AttributesOf(headers, root[1], any ? null : name), TextOf(headers, CeleryHeaders.OrderingKey) ?? "");
            return new CeleryTask(id, name, any ? null : name, task)
            {
                Body = bytes,
                Embed = root[2].ValueKind == JsonValueKind.Object ? JsonObject.Create(root[2].Clone()) : null,
                Retries = RetriesOf(headers),
                Eta = MomentOf(headers, "eta", id),
                Expires = MomentOf(headers, "expires", id),
                PublishedAt = MomentOf(headers, CeleryHeaders.PublishedAt, id),
                RootId = TextOf(headers, "root_id"),
                ParentId = TextOf(headers, "parent_id"),
                GroupId = TextOf(headers, "group"),
                GroupIndex = headers["group_index"] is JsonValue index && long.TryParse(index.ToJsonString(), CultureInfo.InvariantCulture, out var place) ? place : null,
                ArgsRepr = TextOf(headers, "argsrepr") ?? "",
                KwargsRepr = TextOf(headers, "kwargsrepr") ?? "",
                IgnoreResult = FlagOf(headers, "ignore_result"),
                TrackStarted = FlagOf(headers, "track_started"),
                HardLimit = LimitOf(headers, 0),
                SoftLimit = LimitOf(headers, 1),
            };
        }
    }

    /// <summary>The id of a message of protocol 1, whose body is an object with everything; null where it is none.</summary>
    private static string? IsProtocol1(CeleryMessage message)
    {
        try
        {
            return JsonNode.Parse(message.Body.Span) is JsonObject body && TextOf(body, "task") is not null ? TextOf(body, "id") : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>
    /// The one body that a handler gets: the argument, as it was written, byte for byte; several arguments as a list; without any, the keyword
    /// arguments as an object.
    /// </summary>
    private static byte[] DataOf(JsonElement args, JsonElement kwargs) => System.Text.Encoding.UTF8.GetBytes(args.GetArrayLength() switch
    {
        0 => kwargs.GetRawText(),
        1 => args[0].GetRawText(),
        _ => args.GetRawText(),
    });

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
