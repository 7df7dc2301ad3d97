namespace PubSubLab.Transports.Celery.Tests.Interop;

/// <summary>A case of what Celery's users send, with its outcome. The table in docs/celery.md holds the same cases.</summary>
/// <param name="Name">The case, as in Python/sending.py and in the table.</param>
/// <param name="Works">Whether it is done; otherwise it is refused, or fails, with a result that says so.</param>
/// <param name="Result">The result, or a part of the error. <c>L</c> is the result of a task of the lab, <c>ID</c> the task's id.</param>
internal sealed record InteropCase(string Name, bool Works, string Result)
{
    private const string Done = "L";

    public static IReadOnlyList<InteropCase> All { get; } =
    [
        new("one argument", true, Done),
        new("no argument", true, Done),
        new("keyword arguments only", true, Done),
        new("several arguments", true, Done),
        new("an argument and keyword arguments", true, Done),
        new("a dotted name in CELERY_TASKS", true, Done),
        new("a name without a handler", false, "NotRegistered: 'proj.tasks.unknown'"),
        new("protocol 1", false, "InvalidTaskError: it is of Celery's protocol 1"),
        new("compression gzip", true, Done),
        new("compression zlib", true, Done),
        new("compression bzip2", true, Done),
        new("compression lzma", false, "ContentDisallowed: it is compressed by application/x-lzma"),
        new("serializer pickle", false, "ContentDisallowed: its content is pickle"),
        new("serializer yaml", false, "ContentDisallowed: its content is application/x-yaml"),
        new("countdown", true, Done),
        new("expires, in time", true, Done),
        new("expires, too late", false, "TaskRevokedError: expired"),
        new("priority", true, Done),
        new("headers", true, Done),
        new("shadow", true, Done),
        new("a task that is tried again", true, """{"worker": "w1", "attempt": 3}"""),
        new("a task that fails for good", false, "HandlerFailed: it fails"),
        new("time_limit", false, "TimeLimitExceeded: TimeLimitExceeded(0.5,)"),
        new("soft_time_limit", false, "SoftTimeLimitExceeded: SoftTimeLimitExceeded('its soft time limit of 0.5 s passed',)"),
        new("time limits that are not reached", true, Done),
        new("link", true, """["answer", L]"""),
        new("link, two of them", true, """["answer", L]"""),
        new("link to a task of the lab", true, Done),
        new("link to a chain", true, """["answer", L]"""),
        new("link to a group", true, """["answer", L]"""),
        new("link_error", true, """["answer", "ID"]"""),
        new("link_error without a failure", true, Done),
        new("chain in the lab", true, Done),
        new("chain through both", true, """["answer", L, 4]"""),
        new("chain, immutable", true, """["answer", 2]"""),
        new("chain that fails", false, "HandlerFailed: it fails"),
        new("group", true, """[L, L, ["answer", 3]]"""),
        new("chain with a group at its end", true, """[L, ["answer", L, 3]]"""),
        new("chord in the lab", true, Done),
        new("chord over both", true, """["answer", [L, ["answer", 2], L]]"""),
        new("chord with a part that fails", false, "HandlerFailed: it fails"),
        new("chord in a chain", true, """["answer", [L, ["answer", L, 3]], 4]"""),
        new("chord of chains", true, """["answer", [["answer", L, 2], L]]"""),
    ];

    public string Expected(string id) => Result == "L" ? Lab : Result.Replace("[L", $"[{Lab}").Replace(" L", $" {Lab}").Replace("ID", id);

    private static string Lab => """{"worker": "w1", "attempt": 1}""";
}
