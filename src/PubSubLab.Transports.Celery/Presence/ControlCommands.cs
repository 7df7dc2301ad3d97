using System.Text.Json.Nodes;

namespace PubSubLab.Transports.Celery.Presence;

/// <summary>Commands of <c>celery control</c> (celery/worker/control.py). What the lab's workers do not do is answered with a sentence, never with silence.</summary>
/// <param name="board">The worker's tasks.</param>
/// <param name="events">The worker's events.</param>
/// <param name="notice">Gets a sentence about what was done from outside.</param>
/// <param name="shutdown">Stops the worker in good order; returns at once.</param>
internal sealed class ControlCommands(TaskBoard board, WorkerEvents events, Action<string> notice, Action shutdown)
{
    private const string NoPool = "This worker has no pool of processes: set its limit of outstanding tasks where it is started.";

    private static readonly Dictionary<string, string> s_refused = new(StringComparer.Ordinal)
    {
        ["rate_limit"] = "The lab's workers know no rate limits. Start the worker with a smaller limit of outstanding tasks.",
        ["time_limit"] = "The lab's workers take time limits from messages only. Set time_limit where the task is enqueued.",
        ["add_consumer"] = "A worker of the lab has one queue. Start another worker on the other queue.",
        ["cancel_consumer"] = "A worker of the lab has one queue. End it with 'celery control shutdown'.",
        ["pool_grow"] = NoPool,
        ["pool_shrink"] = NoPool,
        ["pool_restart"] = NoPool,
        ["autoscale"] = NoPool,
        ["revoke_by_stamped_headers"] = "The lab's workers know no stamps. Revoke by task id.",
        ["objgraph"] = "This worker is a .NET process: use dotnet-counters or dotnet-gcdump.",
        ["memsample"] = "This worker is a .NET process: use dotnet-counters or dotnet-gcdump.",
        ["memdump"] = "This worker is a .NET process: use dotnet-counters or dotnet-gcdump.",
    };

    private static readonly Dictionary<string, int> s_signals = new(StringComparer.Ordinal)
    {
        ["HUP"] = 1, ["INT"] = 2, ["QUIT"] = 3, ["ABRT"] = 6, ["KILL"] = 9, ["USR1"] = 10, ["USR2"] = 12, ["TERM"] = 15,
    };

    /// <summary>Does a command.</summary>
    /// <returns>The answer; null for none.</returns>
    /// <exception cref="CommandException">The worker does not do it.</exception>
    public JsonNode? Run(string method, CommandArguments arguments) => method switch
    {
        "revoke" => Ok(Revoke(arguments.Texts("task_id"), arguments.Flag("terminate"), arguments.Text("signal"))),
        "terminate" => Ok(Revoke(arguments.Texts("task_id"), terminate: true, arguments.Text("signal"))),
        "enable_events" => Ok(SetEvents(true)),
        "disable_events" => Ok(SetEvents(false)),
        "heartbeat" => Beat(),
        "shutdown" => Ok(Shutdown()),

        // Elections are held by Python's own workers among themselves.
        "election" => null,
        _ when s_refused.TryGetValue(method, out var sentence) => throw new CommandException(sentence),
        _ => throw new CommandException($"The lab's workers do not know the command '{method}'."),
    };

    private static JsonObject Ok(string sentence) => new() { ["ok"] = sentence };

    private string Revoke(IReadOnlyList<string> ids, bool terminate, string? signal)
    {
        if (ids.Count == 0)
        {
            throw new CommandException("revoke names no task. Give it task ids.");
        }

        var name = (signal ?? "SIGTERM").ToUpperInvariant();
        if (!s_signals.TryGetValue(name.StartsWith("SIG", StringComparison.Ordinal) ? name[3..] : name, out var number))
        {
            throw new CommandException($"The signal '{signal}' is unknown. Name one such as SIGTERM; a handler's token is cancelled, whichever it is.");
        }

        var now = PresenceMessages.Seconds(TimeProvider.System.GetUtcNow());
        var here = board.Revoke(ids, terminate ? new RunEnd(RunEndKind.Terminated, Signal: number) : new RunEnd(RunEndKind.Revoked), now);
        if (!terminate)
        {
            return $"tasks {string.Join(", ", ids)} flagged as revoked";
        }

        return here.Count == 0 ? "terminate: tasks unknown" : $"terminate: {string.Join(", ", here.Select(run => run.Task.Id).Distinct())}";
    }

    private string SetEvents(bool on)
    {
        var were = events.OfTasks;
        events.OfTasks = on;
        return $"task events {(were == on ? "already " : "")}{(on ? "enabled" : "disabled")}";
    }

    private JsonNode? Beat()
    {
        events.Beat();
        return null;
    }

    private string Shutdown()
    {
        notice("Celery's remote control asked the worker to stop.");
        shutdown();
        return "The worker takes no more tasks and ends when its outstanding ones are done.";
    }
}
