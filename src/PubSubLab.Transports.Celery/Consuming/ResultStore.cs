using System.Text.Json;
using PubSubLab.Lab;
using PubSubLab.Transports.Celery.Connections;
using PubSubLab.Transports.Celery.Protocol;
using StackExchange.Redis;

namespace PubSubLab.Transports.Celery.Consuming;

/// <summary>
/// Results where Celery's <c>AsyncResult.get()</c> finds them: the key <c>celery-task-meta-ID</c>, set and then published
/// (celery/backends/redis.py and base.py).
/// </summary>
internal sealed class ResultStore(RedisConnection redis, CeleryOptions options) : IAsyncDisposable
{
    /// <summary>Done. A handler returns nothing, so the result says who did it.</summary>
    public Task SucceededAsync(CeleryTask task, string worker) => SetAsync(task, "SUCCESS", writer =>
    {
        writer.WriteStartObject("result");
        writer.WriteString("worker", worker);
        writer.WriteNumber("attempt", task.Retries + 1);
        writer.WriteEndObject();
    });

    /// <summary>Its handler has begun.</summary>
    public Task StartedAsync(CeleryTask task, string node) => SetAsync(task, "STARTED", writer =>
    {
        writer.WriteStartObject("result");
        writer.WriteNumber("pid", Environment.ProcessId);
        writer.WriteString("hostname", node);
        writer.WriteEndObject();
    });

    /// <summary>Failed, and will be tried again.</summary>
    public Task RetriedAsync(CeleryTask task, TaskFailure failure) => SetAsync(task, "RETRY", Exception(failure), failure.Traceback);

    /// <summary>Failed for good.</summary>
    public Task FailedAsync(CeleryTask task, TaskFailure failure) => SetAsync(task, "FAILURE", Exception(failure), failure.Traceback);

    /// <summary>Not run, or ended early, because somebody revoked it or it had expired.</summary>
    public Task RevokedAsync(CeleryTask task, string reason) => SetAsync(task, "REVOKED", Exception(new TaskFailure("TaskRevokedError", reason)));

    /// <summary>Failed before it could be read whole.</summary>
    public Task RefusedAsync(RefusedMessageException refusal) =>
        SetAsync(refusal.TaskId!, "FAILURE", Exception(new TaskFailure(refusal.Type, refusal.Argument)), null, null, null);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => redis.DisposeAsync();

    private static Action<Utf8JsonWriter> Exception(TaskFailure failure) => writer =>
    {
        writer.WriteStartObject("result");
        writer.WriteString("exc_type", failure.Type);
        writer.WriteStartArray("exc_message");
        if (failure.Number is { } number)
        {
            writer.WriteNumberValue(number);
        }
        else
        {
            writer.WriteStringValue(failure.Reason);
        }

        writer.WriteEndArray();
        writer.WriteString("exc_module", "celery.exceptions");
        writer.WriteEndObject();
    };

    private Task SetAsync(CeleryTask task, string status, Action<Utf8JsonWriter> writeResult, string? traceback = null) =>
        task.IgnoreResult ? Task.CompletedTask : SetAsync(task.Id, status, writeResult, traceback, task.ParentId, task.GroupId);

    private async Task SetAsync(string id, string status, Action<Utf8JsonWriter> writeResult, string? traceback, string? parent, string? group)
    {
        var key = $"celery-task-meta-{id}";
        try
        {
            var database = await redis.GetDatabaseAsync();

            // A success stays: a late copy of the task must not undo it (base.py, _store_result).
            if (status != "SUCCESS" && await database.StringGetAsync(key) is { IsNull: false } before && HasSucceeded((byte[])before!))
            {
                return;
            }

            var value = Write(id, status, writeResult, traceback, parent, group);

            // In one go, but in no transaction: of one that it discards Redis does not say why.
            var set = database.StringSetAsync(key, value, options.ResultsExpireAfter);
            await Task.WhenAll(set, database.PublishAsync(RedisChannel.Literal(key), value));
        }
        catch (Exception e) when (e is RedisException or TimeoutException or LabException)
        {
            // The task is done. An unreadable result is worth a message, not a retry.
            options.Notice($"The result of task {id} ({status}) could not be stored: {redis.Explain(e)}");
        }
    }

    private static bool HasSucceeded(byte[] meta)
    {
        using var document = JsonDocument.Parse(meta);
        return document.RootElement.TryGetProperty("status", out var status) && status.ValueEquals("SUCCESS");
    }

    private byte[] Write(string id, string status, Action<Utf8JsonWriter> writeResult, string? traceback, string? parent, string? group)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            writer.WriteString("status", status);
            writeResult(writer);
            writer.WriteString("traceback", traceback);
            writer.WriteStartArray("children");
            writer.WriteEndArray();
            if (status is "RETRY" or "STARTED")
            {
                writer.WriteNull("date_done");
            }
            else
            {
                writer.WriteString("date_done", CeleryTime.Write(options.Time.GetUtcNow()));
            }

            if (parent is not null)
            {
                writer.WriteString("parent_id", parent);
            }

            if (group is not null)
            {
                writer.WriteString("group_id", group);
            }

            writer.WriteString("task_id", id);
            writer.WriteEndObject();
        }

        return stream.ToArray();
    }
}
