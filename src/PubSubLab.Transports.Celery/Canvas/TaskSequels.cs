using System.Text.Json.Nodes;
using PubSubLab.Lab;
using PubSubLab.Transports.Celery.Protocol;
using PubSubLab.Transports.Celery.Results;

namespace PubSubLab.Transports.Celery.Canvas;

/// <summary>Does what a message asks for after its task, in Celery's order (celery/app/trace.py; celery/backends/base.py, mark_as_failure).</summary>
internal sealed class TaskSequels(CanvasSender sender, ResultStore? results)
{
    /// <summary>After a success, before its result is stored: sends callbacks and the next task of the chain.</summary>
    /// <returns>The children of the result.</returns>
    /// <exception cref="LabException">The broker did not take one.</exception>
    public async Task<JsonArray> FollowAsync(Sequel sequel, TaskOrigin origin, JsonNode result)
    {
        var children = new JsonArray();
        if (await sender.SendAllAsync(sequel.Callbacks, result, origin) is { } called)
        {
            children.Add(called);
        }

        if (sequel.Chain.Count > 0)
        {
            children.Add(await sender.SendAsync(sequel.Chain[^1], result, origin, [.. sequel.Chain.SkipLast(1)]));
        }

        return children;
    }

    /// <summary>After the result of a chord's part is stored: the last part sends the chord's task.</summary>
    /// <exception cref="LabException">Redis or the broker did not take it.</exception>
    public Task CountAsync(CeleryTask task, Sequel sequel, TaskOrigin origin, string status, JsonNode? result) => sequel.Chord is { } chord && task.GroupId is { } group
        ? CountAsync(chord, group, task.GroupIndex, task.Id, origin, status, result)
        : Task.CompletedTask;

    /// <summary>After a failure for good: sends errbacks, and everything that waits for the task fails too.</summary>
    /// <exception cref="LabException">Redis or the broker did not take it.</exception>
    public async Task FailAsync(CeleryTask task, Sequel sequel, TaskOrigin origin, TaskFailure failure)
    {
        await CountAsync(task, sequel, origin, "FAILURE", failure.ToJson());
        await FailChainAsync(sequel.Chain, origin, failure);
        await sender.SendAllAsync(sequel.Errbacks, task.Id, origin);
    }

    private async Task FailChainAsync(IEnumerable<Signature> chain, TaskOrigin origin, TaskFailure failure)
    {
        foreach (var signature in chain)
        {
            await FailChainAsync(signature.Tasks, origin, failure);
            if (signature.Body is { } body)
            {
                await FailChainAsync([body], origin, failure);
            }

            if (Text(signature, "task_id") is not { } id)
            {
                continue;
            }

            await (results?.SetAsync(new TaskResult(id, "FAILURE", failure.ToJson()) { Traceback = failure.Traceback, GroupId = Text(signature, "group_id") }) ?? Task.CompletedTask);
            if (signature.Options["chord"] is { } chord && Text(signature, "group_id") is { } group)
            {
                long? index = signature.Options["group_index"] is JsonValue value && value.TryGetValue<long>(out var place) ? place : null;
                await CountAsync(Signature.Read(chord, "chord", id), group, index, id, origin, "FAILURE", failure.ToJson());
            }
        }
    }

    private async Task CountAsync(Signature chord, string group, long? index, string id, TaskOrigin origin, string status, JsonNode? result)
    {
        if (results is null)
        {
            throw new LabException("A chord needs results: set CELERY_RESULT_URL=redis://….");
        }

        if (await PatientSender.TryAsync(() => results.Chords.AddAsync(group, index, id, status, result), TimeProvider.System) is not { } parts)
        {
            return;
        }

        if (parts.FirstOrDefault(static part => !part.Succeeded) is { } failed)
        {
            await FailChordAsync(chord, new TaskFailure("ChordError", $"Dependency {failed.Id} raised {PythonOf(failed.Result)}"));
        }
        else
        {
            await sender.SendAsync(chord, new JsonArray([.. parts.Select(static part => part.Result?.DeepClone())]), origin, []);
        }

        await results.Chords.ForgetAsync(group);
    }

    private async Task FailChordAsync(Signature chord, TaskFailure failure)
    {
        var id = Text(chord, "task_id") ?? "";
        var origin = new TaskOrigin(id, id, "");
        await FailChainAsync([chord], origin, failure);
        await FailChainAsync(Signature.ReadList(chord.Options["chain"], "chain", id), origin, failure);
        await sender.SendAllAsync(Signature.ReadList(chord.Options["link_error"], "link_error", id), id, origin);
    }

    private static string? Text(Signature signature, string name) =>
        signature.Options[name] is JsonValue value && value.TryGetValue<string>(out var text) && text.Length > 0 ? text : null;

    /// <summary>An exception as Python writes it.</summary>
    private static string PythonOf(JsonNode? result) => result is JsonObject json && json["exc_type"] is { } type
        ? $"{type}({string.Join(", ", (json["exc_message"] as JsonArray ?? []).Select(static a => a is JsonValue v && v.TryGetValue<string>(out var text) ? PythonText.Quote(text) : a?.ToJsonString()))})"
        : result?.ToJsonString() ?? "None";
}
