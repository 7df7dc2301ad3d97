using System.Text.Json.Nodes;
using PubSubLab.Transports.Celery.Protocol;

namespace PubSubLab.Transports.Celery.Canvas;

/// <summary>A task that is to be sent later, as Celery's canvas writes it into a message: its name, arguments and options.</summary>
internal sealed class Signature
{
    private static readonly string?[] s_kinds = [null, "chain", "group", "chord", "xmap", "xstarmap", "starmap"];
    private static readonly string[] s_following = ["link", "link_error", "chain", "chord"];
    private readonly JsonObject _node;

    private Signature(JsonObject node) => _node = node;

    /// <summary>The task's name.</summary>
    public string Name => Text(_node, "task")!;

    /// <summary><c>chain</c>, <c>group</c> or <c>chord</c>; null for a single task.</summary>
    public string? Kind => Text(_node, "subtask_type") is { } kind and ("chain" or "group" or "chord") ? kind : null;

    /// <summary>It takes no result of the task before it.</summary>
    public bool IsImmutable => _node["immutable"] is JsonValue value && value.TryGetValue<bool>(out var immutable) && immutable;

    /// <summary>Its arguments.</summary>
    public JsonArray Args => _node["args"] as JsonArray ?? [];

    /// <summary>Its keyword arguments; those of a chain, group or chord are its parts.</summary>
    public JsonObject Kwargs => _node["kwargs"] as JsonObject ?? [];

    /// <summary>Its options.</summary>
    public JsonObject Options => _node["options"] as JsonObject ?? [];

    /// <summary>The parts of a chain, a group, or the header of a chord.</summary>
    public IReadOnlyList<Signature> Tasks => Kind switch
    {
        "chord" => Kwargs["header"] is JsonObject header ? new Signature(header).Tasks : ListOf(Kwargs["header"]),
        null => [],
        _ => ListOf(Kwargs["tasks"]),
    };

    /// <summary>The task that gets the results of a chord's header.</summary>
    public Signature? Body => Kind == "chord" && Kwargs["body"] is JsonObject body ? new Signature(body) : null;

    /// <summary>Reads one.</summary>
    /// <exception cref="RefusedMessageException">It is none, or one of its parts is none.</exception>
    public static Signature Read(JsonNode? node, string what, string id)
    {
        if (node is not JsonObject { } single || Text(single, "task") is null || !Array.Exists(s_kinds, kind => kind == Text(single, "subtask_type")))
        {
            throw new RefusedMessageException("InvalidTaskError", $"it comes with a '{what}' that is no signature of Celery's", id);
        }

        var signature = new Signature(single);
        if (signature.Kind is { } kind)
        {
            var parts = kind == "chord" && signature.Kwargs["header"] is JsonObject header ? (header["kwargs"] as JsonObject)?["tasks"] : signature.Kwargs[kind == "chord" ? "header" : "tasks"];
            if (parts is not JsonArray { Count: > 0 } list)
            {
                throw new RefusedMessageException("InvalidTaskError", $"it comes with a {kind} in its '{what}' that has no tasks", id);
            }

            foreach (var part in list)
            {
                Read(part, what, id);
            }

            if (kind == "chord")
            {
                Read(signature.Kwargs["body"], what, id);
            }
        }

        // They are sent, or fail, after the task has run: then it is too late to refuse it.
        foreach (var option in s_following)
        {
            ReadList(signature.Options[option], what, id);
        }

        return signature;
    }

    /// <summary>Reads a list of them; a single one is a list of one.</summary>
    /// <exception cref="RefusedMessageException">One is none.</exception>
    public static IReadOnlyList<Signature> ReadList(JsonNode? node, string what, string id) => node switch
    {
        null => [],
        JsonArray list => [.. list.Select(one => Read(one, what, id))],
        _ => [Read(node, what, id)],
    };

    /// <summary>The same with other options; a value of null takes an option away.</summary>
    public Signature With(params (string Name, JsonNode? Value)[] options)
    {
        var node = _node.DeepClone().AsObject();
        var all = node["options"] as JsonObject ?? [];
        node["options"] = all;
        foreach (var (name, value) in options)
        {
            all[name] = value?.DeepClone();
        }

        return new Signature(node);
    }

    /// <summary>A copy for a message.</summary>
    public JsonNode ToJson() => _node.DeepClone();

    private static string? Text(JsonObject node, string name) => node[name] is JsonValue value && value.TryGetValue<string>(out var text) && text.Length > 0 ? text : null;

    private static IReadOnlyList<Signature> ListOf(JsonNode? node) => node is JsonArray list ? [.. list.OfType<JsonObject>().Select(one => new Signature(one))] : [];
}
