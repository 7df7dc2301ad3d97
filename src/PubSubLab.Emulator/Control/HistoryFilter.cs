using PubSubLab.Emulator.Names;
using PubSubLab.Emulator.Resources;

namespace PubSubLab.Emulator.Control;

/// <summary>Which events a caller asks for.</summary>
internal sealed class HistoryFilter
{
    private readonly string? _project;
    private readonly string? _topic;
    private readonly string? _subscription;
    private readonly string _messageId;
    private readonly HashSet<Event.Types.Kind> _kinds;

    public HistoryFilter(GetHistoryRequest request, ProjectScope scope)
    {
        _project = request.Project.Length == 0 ? null : $"projects/{ControlApi.Checked("project", () => ProjectScope.Project(request.Project))}/";
        _topic = request.Topic.Length == 0 ? null : ControlApi.Checked("topic", () => scope.Topic(request.Topic));
        _subscription = request.Subscription.Length == 0 ? null : ControlApi.Checked("subscription", () => scope.Subscription(request.Subscription));
        _messageId = request.MessageId;
        _kinds = [.. request.Kind];
        if (_kinds.Contains(Event.Types.Kind.Unspecified))
        {
            throw Fail.Invalid("kind", "KIND_UNSPECIFIED", $"it must be a kind of event, such as ACKED");
        }
    }

    /// <summary>The kind as the API names it.</summary>
    public static Event.Types.Kind KindOf(EmulatorEventKind kind) => (Event.Types.Kind)((int)kind + 1);

    public bool Matches(EmulatorEvent e) =>
        (_kinds.Count == 0 || _kinds.Contains(KindOf(e.Kind)))
        && (_topic is null || e.Topic == _topic)
        && (_subscription is null || e.Subscription == _subscription)
        && (_messageId.Length == 0 || e.MessageId == _messageId)
        && (_project is null || IsOf(e.Topic) || IsOf(e.Subscription));

    private bool IsOf(string? name) => name?.StartsWith(_project!, StringComparison.Ordinal) == true;
}
