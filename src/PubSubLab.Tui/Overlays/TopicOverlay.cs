using PubSubLab.Lab.Transports;
using PubSubLab.Tui.Broker;
using PubSubLab.Tui.Theming;

namespace PubSubLab.Tui.Overlays;

/// <summary>Asks for a new topic's name.</summary>
internal sealed class TopicOverlay : FormOverlay
{
    private readonly Action<string> _create;
    private readonly TextField _name;

    public TopicOverlay(ThemeChoice theme, Action<string> create)
        : base(theme, "Create a topic", "Create")
    {
        _create = create;
        _name = AddText("Name", "", ResourceId.Rule, check: ResourceId.WhyNot);
        AddButtons();
    }

    protected override string? Do()
    {
        _create(_name.Text.Trim());
        return null;
    }
}
