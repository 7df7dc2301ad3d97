using System.Text.Json.Nodes;
using PubSubLab.Lab;
using PubSubLab.Transports.Celery.Protocol;
using PubSubLab.Transports.Celery.Results;

namespace PubSubLab.Transports.Celery.Canvas;

/// <summary>Sends what a signature stands for: one task, the first of a chain, a group, or the header of a chord (celery/canvas.py).</summary>
internal sealed class CanvasSender(ITaskSender sender, ChordCounter? chords, TimeProvider time)
{
    /// <summary>Sends it.</summary>
    /// <param name="signature">The signature.</param>
    /// <param name="argument">The first argument of those that take one.</param>
    /// <param name="origin">The task before it.</param>
    /// <param name="rest">The rest of its chain, the next one last.</param>
    /// <returns>Its entry among the children of a result.</returns>
    /// <exception cref="LabException">The broker did not take it.</exception>
    public Task<JsonNode> SendAsync(Signature signature, JsonNode? argument, TaskOrigin origin, IReadOnlyList<Signature> rest) => signature.Kind switch
    {
        "chain" => SendChainAsync(signature, argument, origin, rest),

        // The next task of a chain waits for all tasks of a group.
        "group" when rest.Count > 0 => SendChordAsync(signature, Flatten(signature), rest[^1], argument, origin, [.. rest.SkipLast(1)]),
        "group" => SendGroupAsync(signature, argument, origin),
        "chord" => SendChordAsync(signature, Flatten(signature), signature.Body!, argument, origin, rest),
        _ => SendOneAsync(signature, argument, origin, rest),
    };

    /// <summary>Sends several beside each other. More than one are a group.</summary>
    public async Task<JsonNode?> SendAllAsync(IReadOnlyList<Signature> signatures, JsonNode? argument, TaskOrigin origin)
    {
        if (signatures.Count == 0)
        {
            return null;
        }

        return signatures.Count == 1 ? await SendAsync(signatures[0], argument, origin, []) : await SendGroupAsync(NewId(), signatures, argument, origin, null);
    }

    /// <summary>The tasks of a group or a header. A group inside of it is no group of its own.</summary>
    private static List<Signature> Flatten(Signature signature) =>
        [.. signature.Tasks.SelectMany(static task => task.Kind == "group" ? Flatten(task) : [task])];

    private static string NewId() => Guid.NewGuid().ToString();

    private static string? Text(JsonObject options, string name) => options[name] is JsonValue value && value.TryGetValue<string>(out var text) && text.Length > 0 ? text : null;

    private static JsonArray Child(string id) => new JsonArray(new JsonArray(id, null), null);

    private async Task<JsonNode> SendOneAsync(Signature signature, JsonNode? argument, TaskOrigin origin, IReadOnlyList<Signature> rest)
    {
        var id = Text(signature.Options, "task_id") ?? NewId();
        var args = new JsonArray([.. signature.Args.Select(static a => a?.DeepClone())]);
        if (!signature.IsImmutable)
        {
            args.Insert(0, argument?.DeepClone());
        }

        var message = SignatureMessages.Create(signature, id, args, rest, origin, time.GetUtcNow());
        var (exchange, key) = Text(signature.Options, "queue") is { } queue ? ("", queue)
            : Text(signature.Options, "exchange") is { } named ? (named, Text(signature.Options, "routing_key") ?? "")
            : ("", origin.Queue);
        await sender.SendAsync(exchange, key, message);
        return Child(id);
    }

    private Task<JsonNode> SendChainAsync(Signature chain, JsonNode? argument, TaskOrigin origin, IReadOnlyList<Signature> rest)
    {
        var options = chain.Options;
        var steps = chain.Tasks.ToList();

        // The options of the chain are those of its last task.
        string[] ofTheLast = ["task_id", "group_id", "group_index", "chord", "link"];
        steps[^1] = steps[^1].With([.. ofTheLast.Where(name => options[name] is not null).Select(name => (name, options[name]))]);
        if (options["link_error"] is { } errbacks)
        {
            steps = steps.ConvertAll(step => step.With(("link_error", errbacks)));
        }

        return SendAsync(steps[0], argument, origin, [.. rest, .. steps.Skip(1).Reverse()]);
    }

    private Task<JsonNode> SendGroupAsync(Signature group, JsonNode? argument, TaskOrigin origin) =>
        SendGroupAsync(Text(group.Options, "task_id") ?? NewId(), Flatten(group), argument, origin, null);

    private async Task<JsonNode> SendGroupAsync(string id, IReadOnlyList<Signature> tasks, JsonNode? argument, TaskOrigin origin, Signature? body)
    {
        var children = new JsonArray();
        for (var i = 0; i < tasks.Count; i++)
        {
            var task = tasks[i].With(("group_id", id), ("group_index", i));
            children.Add(await SendAsync(body is null ? task : task.With(("chord", body.ToJson())), argument, origin, []));
        }

        return new JsonArray(new JsonArray(id, null), children);
    }

    private async Task<JsonNode> SendChordAsync(
        Signature chord, List<Signature> header, Signature body, JsonNode? argument, TaskOrigin origin, IReadOnlyList<Signature> rest)
    {
        if (header is [var only])
        {
            return await SendAsync(only, argument, origin, [.. rest, body]);
        }

        if (chords is null)
        {
            throw new LabException("A chord needs results: set CELERY_RESULT_URL=redis://….");
        }

        var bodyId = Text(body.Options, "task_id") ?? NewId();
        var last = body.With(("task_id", bodyId));
        if (rest.Count > 0)
        {
            last = last.With(("chain", new JsonArray([.. rest.Select(static s => s.ToJson())])));
        }

        var id = Text(chord.Options, "group_id") ?? NewId();
        await chords.SetSizeAsync(id, header.Count);
        await SendGroupAsync(id, header, argument, origin, last);
        return Child(bodyId);
    }
}
