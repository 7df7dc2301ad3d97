using PubSubLab.Tui.Drawing;
using PubSubLab.Tui.Keys;
using PubSubLab.Tui.Overlays;
using PubSubLab.Tui.Publishing;
using PubSubLab.Tui.State;

namespace PubSubLab.Tui.Commands;

/// <summary>Publishes what the form says, once or as a stream.</summary>
internal sealed class PublishCommands(FormPublisher publisher, SelectedTopic selected, RouteChoices routes, Consents consents, Notices notices) : ICommandGroup
{
    private const int LongestTitle = 24;

    public static int Order => 100;

    public static IReadOnlyList<KeyTableEntry> Keys { get; } =
    [
        new(CommandIds.Publish, KeyScope.Anywhere, "Publish", "Publishes the form's message: to the topic that is selected in flow or topology, else to the form's.", "p", "Ctrl+S") { Hint = 30, HintIn = [(KeyScope.Flow, 1)], InLabOnly = true },
        new(CommandIds.ToggleStream, KeyScope.Anywhere, "Stream on/off", "Starts or stops a stream of the form's messages. Stops a burst too.", "P") { Hint = 90, InLabOnly = true },
    ];

    public void AddTo(CommandSet commands)
    {
        commands.Add(CommandIds.Publish, () => Publish(publisher.Publish), title: () => selected.Read() is { } topic ? $"Publish to {CellText.Fit(topic, LongestTitle)}" : null);
        commands.Add(CommandIds.ToggleStream, () => Publish(publisher.ToggleStream));
    }

    private void Publish(Action<string?> publish)
    {
        var topic = selected.Read();
        consents.ToPublish(
            () =>
            {
                if (topic is null)
                {
                    Routed(() => publish(null));
                    return;
                }

                notices.Say($"To {topic}, which is selected here; the form's topic is {(publisher.Form.Route.Length > 0 ? $"by {publisher.Form.Route}" : publisher.Form.Topic)}.");
                publish(topic);
            },
            topic);
    }

    private void Routed(Action publish)
    {
        if (routes.Find(publisher.Form.Route) is { } strategy)
        {
            consents.ToMake(strategy, publish);
        }
        else
        {
            publish();
        }
    }
}
