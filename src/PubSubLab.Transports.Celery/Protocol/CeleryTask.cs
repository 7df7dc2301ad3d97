using System.Runtime.InteropServices;
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
    /// <summary>The encodings of a body that is in UTF-8, as programs name them. A message without one is in UTF-8 as well.</summary>
    private static readonly HashSet<string> s_encodings = new(StringComparer.OrdinalIgnoreCase) { "", "utf-8", "utf8", "us-ascii", "ascii", "binary" };

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
        using var body = OutsideJson.Read(Body);
        return (JsonArray.Create(body.RootElement[0].Clone()), JsonObject.Create(body.RootElement[1].Clone()));
    }

    /// <summary>Reads a message.</summary>
    /// <exception cref="RefusedMessageException">It is no task of protocol 2, or asks for what the lab does not do.</exception>
    public static CeleryTask Read(CeleryMessage message)
    {
        var id = message.TaskId;
        if (TaskHeaders.TextOf(message.Headers, "id") is null || TaskHeaders.TextOf(message.Headers, "task") is not { } name)
        {
            throw IsProtocol1(message) is { } first
                ? new RefusedMessageException("InvalidTaskError", "it is of Celery's protocol 1, which the lab does not read. Set task_protocol = 2 where it is published", first)
                : new RefusedMessageException("InvalidTaskError", "it has no header 'task' or 'id': it is no message of Celery's protocol 2", id);
        }

        var headers = new TaskHeaders(message.Headers, id!);

        // Celery's own default too (accept_content): a pickle can run anything when it is read.
        if (message.ContentType != "application/json")
        {
            var what = message.ContentType switch
            {
                "application/x-python-serialize" => "its content is pickle",
                "" => "it has no content type",
                _ => $"its content is {TaskHeaders.Shown(message.ContentType)}",
            };
            throw new RefusedMessageException("ContentDisallowed", $"{what}; only JSON is accepted. Set task_serializer = \"json\" where it is published", id);
        }

        if (!s_encodings.Contains(message.ContentEncoding))
        {
            throw new RefusedMessageException("DecodeError", $"its text is in {TaskHeaders.Shown(message.ContentEncoding)}; only UTF-8 is read. Publish it with content_encoding utf-8", id);
        }

        var body = headers.TextOnly("compression") is { } compression ? BodyCompression.Expand(message.Body, compression, id!) : message.Body;
        return ReadBody(message.Headers, headers, body, id!, name);
    }

    private static CeleryTask ReadBody(JsonObject all, TaskHeaders headers, ReadOnlyMemory<byte> bytes, string id, string name)
    {
        JsonDocument body;
        try
        {
            body = OutsideJson.Read(bytes);
        }
        catch (FormatException e)
        {
            throw new RefusedMessageException("DecodeError", $"its body {e.Message}", id);
        }

        using (body)
        {
            var root = body.RootElement;
            if (root.ValueKind != JsonValueKind.Array || root.GetArrayLength() != 3
                || root[0].ValueKind != JsonValueKind.Array || root[1].ValueKind != JsonValueKind.Object)
            {
                throw new RefusedMessageException("InvalidTaskError", "its body is not [args, kwargs, embed]", id);
            }

            var any = all.ContainsKey(CeleryHeaders.AnyHandler);
            var task = new LabTask(
                DataOf(root[0], root[1]), AttributesOf(all, root[1], any ? null : name), headers.Text(CeleryHeaders.OrderingKey) ?? "");
            var (hard, soft) = headers.Limits();
            return new CeleryTask(id, name, any ? null : name, task)
            {
                Body = bytes,
                Embed = EmbedOf(root[2], id),
                Retries = headers.Retries(),
                Eta = headers.Moment("eta"),
                Expires = headers.Moment("expires"),
                PublishedAt = headers.Moment(CeleryHeaders.PublishedAt),
                RootId = headers.Text("root_id"),
                ParentId = headers.Text("parent_id"),
                GroupId = headers.Text("group"),
                GroupIndex = headers.Whole("group_index"),
                ArgsRepr = headers.Text("argsrepr") ?? "",
                KwargsRepr = headers.Text("kwargsrepr") ?? "",
                IgnoreResult = headers.Flag("ignore_result"),
                TrackStarted = headers.Flag("track_started"),
                HardLimit = hard,
                SoftLimit = soft,
            };
        }
    }

    /// <summary>The id of a message of protocol 1, whose body is an object with everything; null where it is none.</summary>
    private static string? IsProtocol1(CeleryMessage message)
    {
        try
        {
            return OutsideJson.Parse(message.Body.Span) is JsonObject body && TaskHeaders.TextOf(body, "task") is not null ? TaskHeaders.TextOf(body, "id") : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    /// <summary>The tasks that are to follow it. They are written again, so that nothing in them may be left to be found later.</summary>
    private static JsonObject? EmbedOf(JsonElement embed, string id)
    {
        try
        {
            return embed.ValueKind == JsonValueKind.Object ? OutsideJson.Parse(JsonMarshal.GetRawUtf8Value(embed)) as JsonObject : null;
        }
        catch (FormatException e)
        {
            throw new RefusedMessageException("DecodeError", $"the third part of its body {e.Message}", id);
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
}
