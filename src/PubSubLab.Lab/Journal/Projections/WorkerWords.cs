namespace PubSubLab.Lab.Journal;

/// <summary>What a worker's events say about it, written and read in one place: a recording holds nothing else of a worker.</summary>
internal static class WorkerWords
{
    private const string Accepts = "accepts ";
    private const string Now = "now ";

    /// <summary>Of a worker that ended because what it worked in did.</summary>
    public const string Over = "what it worked in is over";

    private const string Within = "its leases end within ";

    public static string Started(string handler, string accepts) => $"{handler}, {Accepts}{accepts}";

    public static string NowHandles(string handler) => Now + handler;

    public static string NowAccepts(string accepts) => Now + Accepts + accepts;

    public static string Killed(int held, TimeSpan deadline) => held == 0 ? "held nothing" : $"held {held}; {Within}{deadline.TotalSeconds:0} s";

    /// <summary>Handler and acceptance rule from <see cref="Started"/>; a text of another kind is taken for the handler.</summary>
    public static (string Handler, string Accepts) ReadStarted(string? detail)
    {
        var text = detail ?? "";
        var at = text.IndexOf(", " + Accepts, StringComparison.Ordinal);
        return at < 0 ? (text, "") : (text[..at], text[(at + 2 + Accepts.Length)..]);
    }

    /// <summary>What changed, from <see cref="NowHandles"/> or <see cref="NowAccepts"/>; null for what did not.</summary>
    public static (string? Handler, string? Accepts) ReadSwitched(string? detail) =>
        detail?.StartsWith(Now, StringComparison.Ordinal) != true ? (null, null)
        : detail.AsSpan(Now.Length).StartsWith(Accepts, StringComparison.Ordinal) ? (null, detail[(Now.Length + Accepts.Length)..])
        : (detail[Now.Length..], null);

    /// <summary>The ack deadline from <see cref="Killed"/>; null where the worker held nothing.</summary>
    public static TimeSpan? ReadKilled(string? detail)
    {
        var at = detail?.IndexOf(Within, StringComparison.Ordinal) ?? -1;
        return at >= 0 && int.TryParse(detail.AsSpan(at + Within.Length).TrimEnd(" s"), out var seconds) ? TimeSpan.FromSeconds(seconds) : null;
    }
}
