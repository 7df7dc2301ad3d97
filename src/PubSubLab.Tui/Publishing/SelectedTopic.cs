using PubSubLab.Tui.Broker;
using PubSubLab.Tui.Flow;
using PubSubLab.Tui.Layout;

namespace PubSubLab.Tui.Publishing;

/// <summary>The topic to publish to: the one that is selected in the focused pane, else the form's.</summary>
internal sealed class SelectedTopic(PaneNavigator navigator, FlowView flow, TopologyModel topology, FormPublisher publisher)
{
    /// <summary>The selected topic, where it is another than the form's; null for the form's.</summary>
    public string? Read() => Selected() is { Length: > 0 } topic && (topic != publisher.Form.Topic.Trim() || publisher.Form.Route.Length > 0) ? topic : null;

    private string? Selected() => navigator.Page == PaneId.Topology ? topology.TopicOfChosen()
        : navigator.Page is null && navigator.Focused == PaneId.Flow && flow.Selected is { Kind: FlowKind.Topic } row ? row.Name
        : null;
}
