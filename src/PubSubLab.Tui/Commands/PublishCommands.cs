using PubSubLab.Tui.Keys;
using PubSubLab.Tui.Overlays;
using PubSubLab.Tui.Publishing;

namespace PubSubLab.Tui.Commands;

/// <summary>Publishes what the form says, once or as a stream.</summary>
internal sealed class PublishCommands(FormPublisher publisher, RouteChoices routes, Consents consents) : ICommandGroup
{
    public static int Order => 100;

    public static IReadOnlyList<KeyTableEntry> Keys { get; } =
    [
        new(CommandIds.Publish, KeyScope.Anywhere, "Publish", "Publishes the form's message.", "p", "Ctrl+S") { Hint = 30, HintIn = [(KeyScope.Flow, 1)], InLabOnly = true },
        new(CommandIds.ToggleStream, KeyScope.Anywhere, "Stream on/off", "Starts or stops a stream of the form's messages. Stops a burst too.", "P") { Hint = 90, InLabOnly = true },
    ];

    public void AddTo(CommandSet commands)
    {
        commands.Add(CommandIds.Publish, () => Routed(publisher.Publish));
        commands.Add(CommandIds.ToggleStream, () => Routed(publisher.ToggleStream));
    }

    private void Routed(Action publish) => consents.ToPublish(() =>
    {
        if (routes.Find(publisher.Form.Route) is { } strategy)
        {
            consents.ToMake(strategy, publish);
        }
        else
        {
            publish();
        }
    });
}
