using System.Text.Json.Nodes;
using PubSubLab.Transports.Celery.Protocol;
using PubSubLab.Transports.Celery.Results;

namespace PubSubLab.Transports.Celery.Presence;

/// <summary>Announces a worker and its tasks, with the fields that Celery's monitors read (Celery docs, Monitoring, Event Reference).</summary>
internal sealed class WorkerEvents(NodeIdentity node, TaskBoard board, LogicalClock clock, Action<string, CeleryMessage> send)
{
    /// <summary>Time between two heartbeats, as in Celery.</summary>
    public static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(2);

    private static readonly string s_version = typeof(WorkerEvents).Assembly.GetName().Version?.ToString(3) ?? "0";

    /// <summary>Whether events of tasks are sent; those of the worker always are.</summary>
    public bool OfTasks { get; set; }

    public void Online() => SendOfWorker("worker-online");

    public void Beat() => SendOfWorker("worker-heartbeat");

    public void Offline() => SendOfWorker("worker-offline");

    public void Received(TaskRun run) => SendOfTask("task-received", run.Task.Id, () => new JsonObject
    {
        ["name"] = run.Task.Name,
        ["args"] = run.Task.ArgsRepr,
        ["kwargs"] = run.Task.KwargsRepr,
        ["root_id"] = run.Task.RootId,
        ["parent_id"] = run.Task.ParentId,
        ["retries"] = run.Task.Retries,
        ["eta"] = run.Task.Eta is { } eta ? CeleryTime.Write(eta) : null,
        ["expires"] = run.Task.Expires is { } expires ? CeleryTime.Write(expires) : null,
    });

    public void Started(TaskRun run) => SendOfTask("task-started", run.Task.Id, static () => []);

    public void Succeeded(TaskRun run, string result, TimeSpan runtime) =>
        SendOfTask("task-succeeded", run.Task.Id, () => new JsonObject { ["result"] = result, ["runtime"] = runtime.TotalSeconds });

    public void Failed(string id, TaskFailure failure) => SendOfTask("task-failed", id, () => FieldsOf(failure));

    public void Retried(TaskRun run, TaskFailure failure) => SendOfTask("task-retried", run.Task.Id, () => FieldsOf(failure));

    public void Revoked(TaskRun run, bool terminated, int? signal, bool expired) => SendOfTask(
        "task-revoked", run.Task.Id, () => new JsonObject { ["terminated"] = terminated, ["signum"] = signal, ["expired"] = expired });

    /// <summary>A task goes back to its queue.</summary>
    public void Rejected(TaskRun run) => SendOfTask("task-rejected", run.Task.Id, static () => new JsonObject { ["requeue"] = true });

    private static JsonObject FieldsOf(TaskFailure failure) => new() { ["exception"] = failure.ToString(), ["traceback"] = failure.Traceback ?? "" };

    private void SendOfWorker(string type) => Send(type, new JsonObject
    {
        ["freq"] = Heartbeat.TotalSeconds,
        ["active"] = board.Active,
        ["processed"] = board.Processed,
        ["loadavg"] = new JsonArray([.. LoadAverage.Read().Select(l => JsonValue.Create(l))]),
        ["sw_ident"] = "pubsublab",
        ["sw_ver"] = s_version,
        ["sw_sys"] = OperatingSystem.IsWindows() ? "Windows" : OperatingSystem.IsMacOS() ? "Darwin" : "Linux",
    });

    private void SendOfTask(string type, string id, Func<JsonObject> fields)
    {
        if (OfTasks)
        {
            var all = fields();
            all["uuid"] = id;
            Send(type, all);
        }
    }

    private void Send(string type, JsonObject fields)
    {
        // The machine's clock: a monitor compares it with its own, and the lab's can stand still.
        var now = TimeProvider.System.GetUtcNow();
        fields["hostname"] = node.Name;
        fields["utcoffset"] = -(int)TimeProvider.System.LocalTimeZone.GetUtcOffset(now).TotalHours;
        fields["pid"] = Environment.ProcessId;
        fields["clock"] = clock.Forward();
        fields["timestamp"] = PresenceMessages.Seconds(now);
        fields["type"] = type;
        send(type.Replace('-', '.'), PresenceMessages.Create(fields, new JsonObject { ["hostname"] = node.Name }));
    }
}
