using System.Globalization;
using PubSubLab.Lab.Journal;

namespace PubSubLab.Lab.Recordings;

/// <summary>Reads recordings of version 1, whose events held a sentence where later ones hold data.</summary>
internal static class VersionOne
{
    private const string Accepts = "accepts ";
    private const string Now = "now ";
    private const string Within = "its leases end within ";

    /// <summary>The data that a sentence stood for; the sentence itself where nothing depends on its parts.</summary>
    public static EventData Read(LabEventKind kind, string detail) => kind switch
    {
        LabEventKind.WorkerStarted => SetUp(detail),
        LabEventKind.HandlerSwitched when detail.StartsWith(Now + Accepts, StringComparison.Ordinal) => new RuleChanged(new Acceptance(detail[(Now.Length + Accepts.Length)..])),
        LabEventKind.HandlerSwitched when detail.StartsWith(Now, StringComparison.Ordinal) => new HandlerChanged(detail[Now.Length..]),
        LabEventKind.WorkerKilled => (EventData?)Killed(detail) ?? new Reason(detail),
        _ => new Reason(detail),
    };

    private static WorkerSetUp SetUp(string detail)
    {
        var at = detail.IndexOf(", " + Accepts, StringComparison.Ordinal);
        return at < 0 ? new WorkerSetUp(detail, Acceptance.Unknown) : new WorkerSetUp(detail[..at], new Acceptance(detail[(at + 2 + Accepts.Length)..]));
    }

    private static LeftLeases? Killed(string detail)
    {
        var at = detail.IndexOf(Within, StringComparison.Ordinal);
        var held = detail.StartsWith("held ", StringComparison.Ordinal) ? detail["held ".Length..].Split(';')[0] : "";
        return at >= 0 && int.TryParse(held, CultureInfo.InvariantCulture, out var tasks)
            && int.TryParse(detail.AsSpan(at + Within.Length).TrimEnd(" s"), CultureInfo.InvariantCulture, out var seconds)
            ? new LeftLeases(tasks, TimeSpan.FromSeconds(seconds))
            : null;
    }
}
