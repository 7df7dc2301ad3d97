using System.Text.Json.Nodes;
using PubSubLab.Transports.Celery.Protocol;

namespace PubSubLab.Transports.Celery.Results;

/// <summary>A task's result, as Celery keeps it (celery/backends/base.py, _get_result_meta).</summary>
/// <param name="Id">The task's id.</param>
/// <param name="Status">Its state.</param>
/// <param name="Result">The value, or the exception.</param>
internal sealed record TaskResult(string Id, string Status, JsonNode? Result)
{
    /// <summary>Where the exception was thrown.</summary>
    public string? Traceback { get; init; }

    /// <summary>The tasks that it sent.</summary>
    public JsonArray? Children { get; init; }

    /// <summary>The task that it was called from.</summary>
    public string? ParentId { get; init; }

    /// <summary>Its group.</summary>
    public string? GroupId { get; init; }

    /// <summary>Nobody will ask for it.</summary>
    public bool IsIgnored { get; init; }

    /// <summary>The result of a task that was read.</summary>
    public static TaskResult Of(CeleryTask task, string status, JsonNode? result) =>
        new(task.Id, status, result) { ParentId = task.ParentId, GroupId = task.GroupId, IsIgnored = task.IgnoreResult };

    /// <summary>The value to store.</summary>
    public JsonObject ToJson(DateTimeOffset now)
    {
        var json = new JsonObject
        {
            ["status"] = Status,
            ["result"] = Result?.DeepClone(),
            ["traceback"] = Traceback,
            ["children"] = Children?.DeepClone() ?? new JsonArray(),
            ["date_done"] = Status is "RETRY" or "STARTED" ? null : CeleryTime.Write(now),
        };
        if (ParentId is not null)
        {
            json["parent_id"] = ParentId;
        }

        if (GroupId is not null)
        {
            json["group_id"] = GroupId;
        }

        json["task_id"] = Id;
        return json;
    }
}
