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
        _name = AddText("Name", "", ResourceId.Rule);
        AddButtons();
    }

    protected override string? Do()
    {
        var name = _name.Text.Trim();
        if (ResourceId.WhyNot(name) is { } reason)
        {
            return reason;
        }

        _create(name);
        return null;
    }
}
