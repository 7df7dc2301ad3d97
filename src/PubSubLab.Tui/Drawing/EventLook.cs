using PubSubLab.Lab.Journal;
using PubSubLab.Tui.Theming;

namespace PubSubLab.Tui.Drawing;

/// <summary>The look of each kind of event: a symbol and a word, so that colour is never the only sign.</summary>
internal static class EventLook
{
    /// <summary>The longest of the words with its symbol.</summary>
    public const int Width = 15;

    /// <summary>Symbol, word and role.</summary>
    public static (string Symbol, string Word, Role Role) Of(LabEventKind kind) => kind switch
    {
        LabEventKind.Published => ("↑", "published", Role.Accent),
        LabEventKind.PublishFailed => ("✗", "not taken", Role.Bad),
        LabEventKind.PublishUnknown => ("≠", "unknown", Role.Bad),
        LabEventKind.FilteredOut => ("⊘", "filtered out", Role.Dim),
        LabEventKind.Delivered => ("→", "delivered", Role.Normal),
        LabEventKind.Receipt => ("←", "receipt", Role.Dim),
        LabEventKind.LeaseExtended => ("↔", "extended", Role.Dim),
        LabEventKind.Acked => ("✓", "acked", Role.Good),
        LabEventKind.AckUnconfirmed => ("≠", "not confirmed", Role.Bad),
        LabEventKind.Nacked => ("↻", "nacked", Role.Warning),
        LabEventKind.LeaseExpired => ("○", "expired", Role.Bad),
        LabEventKind.DeadLettered => ("†", "dead-lettered", Role.Bad),
        LabEventKind.Transformed => ("~", "transformed", Role.Dim),
        LabEventKind.TransformFailed => ("✗", "bad transform", Role.Bad),
        LabEventKind.WorkerStarted => ("+", "started", Role.Info),
        LabEventKind.WorkerStopping => ("-", "stopping", Role.Info),
        LabEventKind.WorkerStopped => ("■", "stopped", Role.Info),
        LabEventKind.WorkerKilled => ("✗", "killed", Role.Bad),
        LabEventKind.WorkerFailed => ("✗", "failed", Role.Bad),
        LabEventKind.HandlerSwitched => ("~", "switched", Role.Info),
        LabEventKind.StreamOpened => ("+", "connected", Role.Info),
        LabEventKind.StreamClosed => ("-", "disconnected", Role.Info),
        LabEventKind.ConnectionLost => ("✗", "no connection", Role.Bad),
        LabEventKind.ConnectionRestored => ("+", "connected", Role.Good),
        LabEventKind.TopologyLost => ("✗", "broker empty", Role.Bad),
        LabEventKind.TopologyDeleted => ("✗", "deleted", Role.Bad),
        LabEventKind.TopologyRestored => ("+", "mended", Role.Good),
        LabEventKind.Note => ("i", "note", Role.Info),
        LabEventKind.Error => ("!", "error", Role.Bad),
        _ => ("?", kind.ToString(), Role.Normal),
    };

    /// <summary>Symbol and role of a task's state.</summary>
    public static (string Symbol, Role Role) OfState(string state) => state switch
    {
        "PENDING" => ("↑", Role.Accent),
        "RECEIVED" => ("→", Role.Normal),
        "STARTED" => ("▸", Role.Info),
        "RETRY" => ("↻", Role.Warning),
        "SUCCESS" => ("✓", Role.Good),
        "FAILURE" or "REVOKED" => ("✗", Role.Bad),
        _ => ("◇", Role.Normal),
    };
}
