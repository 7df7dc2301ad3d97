using PubSubLab.Lab;
using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Ports;
using PubSubLab.Lab.Transports;
using PubSubLab.Tui.Broker;
using PubSubLab.Tui.Keys;
using PubSubLab.Tui.Overlays;
using PubSubLab.Tui.State;
using PubSubLab.Tui.Theming;

namespace PubSubLab.Tui.Commands;

/// <summary>Makes and deletes topics and subscriptions, and looks into a backlog.</summary>
internal sealed class TopologyCommands(
    LabSession session, TopologyModel model, Dialogs dialogs, ThemeChoice theme, ScreenKeys keys, BackgroundWork work, Notices notices) : ICommandGroup
{
    public static int Order => 620;

    public static IReadOnlyList<KeyTableEntry> Keys { get; } =
    [
        new(CommandIds.TopologyAddTopic, KeyScope.Topology, "Add topic", "Creates a topic.", "A") { Hint = 4 },
        new(CommandIds.TopologyAddSubscription, KeyScope.Topology, "Add subscription", "Creates a subscription on the selected topic and checks its filter as you type.", "B") { Hint = 5 },
        new(CommandIds.TopologyDelete, KeyScope.Topology, "Delete", "Deletes the selected topic or subscription after a confirmation.", "Delete") { Hint = 6 },
        new(CommandIds.TopologyPeek, KeyScope.Topology, "Peek", "Shows the selected subscription's backlog without consuming it.", "Enter") { Hint = 7 },
        new(CommandIds.TopologySendBack, KeyScope.Topology, "Send back", "Republishes the selected subscription's dead letters to their source topic.", "u") { Hint = 8 },
        new(CommandIds.TopologyTransform, KeyScope.Topology, "Transform", "Edits the message transform of the selected topic or subscription beside the last messages.", "J") { Hint = 9 },
    ];

    public void AddTo(CommandSet commands)
    {
        commands.Add(CommandIds.TopologyAddTopic, AddTopic, WhyNot);
        commands.Add(CommandIds.TopologyAddSubscription, AddSubscription, () => WhyNot() ?? (model.TopicOfChosen() is null ? "no topic is chosen; A makes one." : null));
        commands.Add(CommandIds.TopologyDelete, () => Delete(Chosen()!.Value), () => WhyNot() ?? (Chosen() is null ? "nothing is chosen." : null));
        commands.Add(
            CommandIds.TopologyPeek, () => dialogs.Open(new PeekOverlay(theme, session, Chosen()!.Value.Name)),
            () => session.Ports.Backlog is null ? "the Pub/Sub API cannot look into a backlog without consuming it; the embedded emulator can." : WhyNoSubscription());
        commands.Add(CommandIds.TopologyTransform, () => EditTransform(Chosen()!.Value), () => WhyNoTransforms() ?? (Chosen() is null ? "nothing is chosen." : null));
        commands.Add(CommandIds.TopologySendBack, () => SendBack(Chosen()!.Value.Name), () => WhyNot() ?? WhyNoSubscription());
    }

    private string? WhyNot() => session.Ports.Topology is null ? "topics and subscriptions cannot be changed from here on this backend." : null;

    private string? WhyNoTransforms() => session.Ports.Transforms is null
        ? "message transforms exist in the embedded emulator and in Google Cloud Pub/Sub, and not on this backend." : null;

    private string? WhyNoSubscription() => Chosen() is { IsTopic: false } ? null : "no subscription is chosen; Down moves to one.";

    private (string Name, bool IsTopic)? Chosen() => model.ChosenOf(model.Read());

    private void AddTopic() =>
        dialogs.Open(new TopicOverlay(theme, name => Change(t => t.CreateTopicAsync(name, default), $"Topic {name} is made.", (name, true))));

    private void AddSubscription() => dialogs.Open(new SubscriptionOverlay(
        theme, session, keys, model, model.TopicOfChosen()!,
        spec => Change(
            t => t.CreateSubscriptionAsync(spec, default), $"Subscription {spec.Name} is made; it gets what is published from now on.{WhereLettersGo(spec)}", (spec.Name, false))));

    private string WhereLettersGo(SubscriptionSpec spec) =>
        spec.DeadLetterTopic is { } letters && model.Read().FirstOrDefault(t => t.Flow.Name == letters) is { Subscriptions.Count: 0 }
            ? $" No subscription is on {letters}: dead letters are dropped until one is." : "";

    private void EditTransform((string Name, bool IsTopic) of) => work.Start(async ending =>
    {
        var transforms = await session.Ports.Transforms!.ReadAsync(of.Name, of.IsTopic, ending);
        work.Post(() => dialogs.Open(new TransformOverlay(theme, session, work, of, transforms, changed => work.Start(async _ =>
        {
            await session.Ports.Transforms!.WriteAsync(of.Name, of.IsTopic, changed, default);
            var said = changed.Count == 0 ? $"{of.Name} has no message transform any more." : $"{of.Name} transforms its messages: {string.Join(", ", changed.Select(static t => t.Function))}.";
            work.Post(() =>
            {
                session.Journal.Append(LabEventKind.Note, data: new Reason(said));
                notices.Say(said);
                model.Refresh(now: true);
            });
        }))));
    });

    private void Delete((string Name, bool IsTopic) what)
    {
        var options = session.Options;
        var own = what.Name == (what.IsTopic ? options.Topic : options.Subscription) ? " It is the lab's own." : "";
        var question = what.IsTopic
            ? $"Topic {what.Name} will be gone; publishing to it fails from then on. Its subscriptions stay, with what they have, and get nothing new, also from a topic that is made with the same name.{own}"
            : $"Subscription {what.Name} will be gone with its backlog. Workers that listen on it end.{own}";
        var next = model.NeighbourOf(what);
        dialogs.Open(new ConfirmOverlay(
            theme, what.IsTopic ? "Delete a topic?" : "Delete a subscription?", question,
            ("Delete", () => Change(
                t => what.IsTopic ? t.DeleteTopicAsync(what.Name, default) : t.DeleteSubscriptionAsync(what.Name, default),
                $"{(what.IsTopic ? "Topic" : "Subscription")} {what.Name} is deleted.", next))));
    }

    private void SendBack(string subscription) => work.Start(async ending =>
    {
        var sent = await session.Ports.Topology!.SendBackAsync(subscription, ending);
        var (letters, they, them) = sent == 1 ? ("letter", "it", "it") : ("letters", "they", "them");
        work.Post(() => notices.Say(
            sent == 0
                ? $"{subscription} holds no dead letter whose topic is known; nothing was sent back."
                : $"{sent:N0} dead {letters} of {subscription} sent back to the topic {they} came from, all of whose subscriptions get {them} again."));
    });

    private void Change(Func<ITopologyAdministration, Task> change, string said, (string Name, bool IsTopic)? then) => work.Start(async _ =>
    {
        await change(session.Ports.Topology!);
        work.Post(() =>
        {
            session.Journal.Append(LabEventKind.Note, data: new Reason(said));
            notices.Say(said);
            model.Chosen = then ?? model.Chosen;
            model.Refresh(now: true);
        });
    });
}
