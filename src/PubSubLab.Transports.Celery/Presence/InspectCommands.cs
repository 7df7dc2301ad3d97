using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using PubSubLab.Lab;
using PubSubLab.Transports.Celery.Protocol;

namespace PubSubLab.Transports.Celery.Presence;

/// <summary>Answers of <c>celery inspect</c>, in the shapes that Celery's command line and Flower read (celery/worker/control.py).</summary>
internal sealed class InspectCommands(NodeIdentity node, CeleryOptions options, IReadOnlyCollection<string> names, TaskBoard board, LogicalClock clock)
{
    private static readonly Dictionary<string, Func<InspectCommands, CommandArguments, JsonNode?>> s_commands = new(StringComparer.Ordinal)
    {
        ["ping"] = static (_, _) => new JsonObject { ["ok"] = "pong" },
        ["clock"] = static (c, _) => new JsonObject { ["clock"] = c.Clock.Value },
        ["stats"] = static (c, _) => c.Stats(),
        ["active"] = static (c, _) => c.Of(RunState.Active),
        ["dump_active"] = static (c, _) => c.Of(RunState.Active),
        ["reserved"] = static (c, _) => c.Of(RunState.Reserved),
        ["dump_reserved"] = static (c, _) => c.Of(RunState.Reserved),
        ["scheduled"] = static (c, _) => c.Scheduled(),
        ["dump_schedule"] = static (c, _) => c.Scheduled(),
        ["revoked"] = static (c, _) => new JsonArray([.. c.Board.Revoked.Keys.Select(id => JsonValue.Create(id))]),
        ["dump_revoked"] = static (c, _) => new JsonArray([.. c.Board.Revoked.Keys.Select(id => JsonValue.Create(id))]),
        ["registered"] = static (c, _) => c.Registered(),
        ["dump_tasks"] = static (c, _) => c.Registered(),
        ["active_queues"] = static (c, _) => c.ActiveQueues(),
        ["query_task"] = static (c, arguments) => c.Query(arguments.Texts("ids")),
        ["conf"] = static (c, _) => c.Configuration(),
        ["dump_conf"] = static (c, _) => c.Configuration(),
        ["report"] = static (c, _) => new JsonObject { ["ok"] = c.Report() },
        ["hello"] = static (c, arguments) => c.Hello(arguments),
    };

    private readonly DateTimeOffset _since = TimeProvider.System.GetUtcNow();

    private LogicalClock Clock => clock;

    private TaskBoard Board => board;

    /// <summary>Answers, where it is such a command.</summary>
    public bool TryAnswer(string method, CommandArguments arguments, out JsonNode? answer)
    {
        var known = s_commands.TryGetValue(method, out var command);
        answer = command?.Invoke(this, arguments);
        return known;
    }

    private JsonArray Of(RunState state) => new([.. board.Runs.Where(run => run.State == state).Select(Describe)]);

    private JsonArray Scheduled() => new([.. board.Runs.Where(static run => run.State == RunState.Scheduled).OrderBy(static run => run.Task.Eta).Select(run => new JsonObject
    {
        ["eta"] = run.Task.Eta is { } eta ? CeleryTime.Write(eta) : null,
        ["priority"] = 6,
        ["request"] = Describe(run),
    })]);

    private JsonArray Registered() => new([.. names.Order(StringComparer.Ordinal).Select(name => JsonValue.Create(name))]);

    private JsonObject Query(IReadOnlyList<string> ids)
    {
        var answer = new JsonObject();
        foreach (var run in board.Runs.Where(run => ids.Contains(run.Task.Id)))
        {
            var state = run.State == RunState.Active ? "active" : run.State == RunState.Reserved ? "reserved" : "ready";
            answer[run.Task.Id] = new JsonArray(state, Describe(run));
        }

        return answer;
    }

    private JsonObject Describe(TaskRun run)
    {
        var (args, kwargs) = run.Task.ReadArguments();
        return new JsonObject
        {
            ["id"] = run.Task.Id,
            ["name"] = run.Task.Name,
            ["args"] = args,
            ["kwargs"] = kwargs,
            ["type"] = run.Task.Name,
            ["hostname"] = node.Name,
            ["time_start"] = run.Started is { } started ? PresenceMessages.Seconds(started) : null,
            ["acknowledged"] = run.Acknowledged,
            ["delivery_info"] = new JsonObject
            {
                ["exchange"] = "", ["routing_key"] = run.Queue, ["priority"] = run.Message.Priority, ["redelivered"] = run.Message.Redelivered,
            },
            ["worker_pid"] = run.Started is null ? null : Environment.ProcessId,
        };
    }

    private JsonObject Stats()
    {
        var totals = new JsonObject();
        foreach (var (name, count) in board.Totals)
        {
            totals[name] = count;
        }

        using var process = Process.GetCurrentProcess();
        return new JsonObject
        {
            ["total"] = totals,
            ["pid"] = Environment.ProcessId,
            ["clock"] = clock.Value.ToString(CultureInfo.InvariantCulture),
            ["uptime"] = (long)(TimeProvider.System.GetUtcNow() - _since).TotalSeconds,
            ["pool"] = new JsonObject
            {
                ["implementation"] = "pubsublab",
                ["max-concurrency"] = node.MaxInFlight,
                ["processes"] = new JsonArray(Environment.ProcessId),
                ["max-tasks-per-child"] = "N/A",
                ["put-guarded-by-semaphore"] = true,
                ["timeouts"] = new JsonArray(0, 0),
            },
            ["broker"] = new JsonObject
            {
                ["transport"] = node.Broker.Transport,
                ["hostname"] = node.Broker.Host,
                ["port"] = node.Broker.Port,
                ["virtual_host"] = node.Broker.VirtualHost,
            },
            ["prefetch_count"] = node.MaxInFlight,
            ["rusage"] = new JsonObject
            {
                ["utime"] = process.UserProcessorTime.TotalSeconds,
                ["stime"] = process.PrivilegedProcessorTime.TotalSeconds,
                ["maxrss"] = process.PeakWorkingSet64 / 1_024,
            },
        };
    }

    private JsonArray ActiveQueues() => new(new JsonObject
    {
        ["name"] = node.Queue,
        ["exchange"] = new JsonObject { ["name"] = "", ["type"] = "direct", ["durable"] = true, ["auto_delete"] = false },
        ["routing_key"] = node.Queue,
        ["durable"] = true,
        ["exclusive"] = false,
        ["auto_delete"] = false,
        ["no_ack"] = false,
        ["alias"] = null,
        ["bindings"] = new JsonArray(),
    });

    /// <summary>Settings by Celery's names for them. None holds an address or a password.</summary>
    private JsonObject Configuration() => new()
    {
        ["task_acks_late"] = options.AcksLate,
        ["task_default_queue"] = node.Queue,
        ["task_serializer"] = "json",
        ["accept_content"] = new JsonArray("json"),
        ["task_track_started"] = options.TrackStarted,
        ["worker_send_task_events"] = options.SendTaskEvents,
        ["worker_concurrency"] = node.MaxInFlight,
        ["result_expires"] = options.ResultsExpireAfter.TotalSeconds,
        ["broker_transport_options"] = new JsonObject { ["visibility_timeout"] = (options.VisibilityTimeout ?? node.AckDeadline).TotalSeconds },
    };

    private string Report() =>
        $"software -> pubsublab, .NET {Environment.Version}\nplatform -> {Environment.OSVersion}\nworker -> {node.Name}, queue {node.Queue}, up {Durations.Format(TimeProvider.System.GetUtcNow() - _since)}\n"
        + $"broker -> {node.Broker.Transport} {node.Broker.Host}:{node.Broker.Port}";

    /// <summary>A worker that starts asks what was revoked before.</summary>
    private JsonObject? Hello(CommandArguments arguments)
    {
        if (arguments.Text("from_node") == node.Name)
        {
            return null;
        }

        var now = PresenceMessages.Seconds(TimeProvider.System.GetUtcNow());
        board.Revoke(arguments.Object("revoked")?.Select(r => r.Key) ?? [], new RunEnd(RunEndKind.Revoked), now);
        var revoked = new JsonObject();
        foreach (var (id, at) in board.Revoked)
        {
            revoked[id] = new JsonArray(at, id);
        }

        return new JsonObject { ["revoked"] = revoked, ["clock"] = clock.Forward() };
    }
}
