using PubSubLab.Lab;
using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Ports;
using PubSubLab.Lab.Recordings;
using PubSubLab.Lab.Transports;
using PubSubLab.Tui.Keys;
using PubSubLab.Tui.Overlays;
using PubSubLab.Tui.Screen;
using PubSubLab.Tui.TopologyPage;

namespace PubSubLab.Tui.Commands;

// What is done to the world that the lab runs in: its time, its faults, its topics and subscriptions.
internal static partial class LabCommands
{
    private const int StepsInSight = 30;

    private static void AddWorld(LabWindow w)
    {
        var (c, s) = (w.Commands, w.State);
        string? NoClock() => s.Session.Ports.Clock is null
            ? "this backend's time is the real one; only the embedded emulator's can be stopped and moved." : null;
        c.Add(CommandIds.TimeStop, s.Time.Toggle, NoClock);
        c.Add(CommandIds.TimeStep, s.Time.Step, NoClock);
        c.Add(CommandIds.TimeFast, s.Time.ToggleFast, NoClock);
        c.Add(CommandIds.ScrubBack, () => Scrub(w, -w.Timeline.Timeline.Span / StepsInSight));
        c.Add(CommandIds.ScrubOn, () => Scrub(w, w.Timeline.Timeline.Span / StepsInSight), () => s.HeldAt is null ? "timeline and log are at now; [ goes back." : null);
        c.Add(CommandIds.ScrubEventBack, () => ScrubByEvent(w, -1), () => s.Journal.Appended == 0 ? "nothing has happened yet." : null);
        c.Add(CommandIds.ScrubEventOn, () => ScrubByEvent(w, 1), () => s.HeldAt is null ? "timeline and log are at now; { goes back." : null);
        c.Add(CommandIds.ExportLog, () => Export(s, "ndjson", JournalFile.Write), () => s.Log.Count == 0 ? "the log shows nothing." : null);
        c.Add(CommandIds.ExportCsv, () => Export(s, "csv", JournalFile.WriteCsv), () => s.Log.Count == 0 ? "the log shows nothing." : null);
        c.Add(
            CommandIds.Faults, () => w.Open(new FaultsOverlay(s) { Close = w.CloseOverlay }),
            () => s.Session.Ports.Faults is null ? "this backend cannot be made to fail; the embedded emulator can." : null);
        c.Add(CommandIds.Mend, () => Mend(s), () => s.Journal.Connections.Read() switch
        {
            { LostAt: not null } => "the broker does not answer; nothing can be made on it.",
            { Missing: null } => "the broker has the lab's topic and subscription.",
            _ => null,
        });
    }

    private static void Mend(ScreenState s) => s.Work.Start(async ending =>
    {
        var workers = await s.Session.MendAsync(ending);
        s.Work.Post(() => s.Say($"{s.Session.Options.Topic} and {s.Session.Options.Subscription} are there again{(workers.Count == 0 ? "" : $"; {string.Join(", ", workers)} started again")}."));
    });

    private static void Scrub(LabWindow w, TimeSpan by)
    {
        w.State.Scrub(by);
        w.Log.SelectionMoved();
    }

    private static void ScrubByEvent(LabWindow w, int by)
    {
        w.State.ScrubByEvent(by);
        w.Log.SelectionMoved();
    }

    private static void Export(ScreenState s, string kind, Func<string, LabJournal, IEnumerable<LabEvent>, int> write)
    {
        var file = Path.Combine(s.ExportFolder, $"pubsublab-{s.ScreenTime.GetUtcNow():yyyyMMdd-HHmmss}.{kind}");
        s.Work.Start(_ =>
        {
            var shown = s.Journal.ReadAll().Where(e => s.Log.Filter.Matches(e));
            var count = write(file, s.Journal, shown);
            s.Work.Post(() => s.Say($"{count:N0} events are in {file}."));
            return Task.CompletedTask;
        });
    }

    private static void AddTopology(LabWindow w)
    {
        var (c, s, model) = (w.Commands, w.State, w.Topology.Model);
        string? Missing() => s.Session.Ports.Topology is null ? "topics and subscriptions cannot be changed from here on this backend." : null;
        (string Name, bool IsTopic)? Chosen() => model.ChosenOf(model.Read());
        string? NoSubscription() => Chosen() is { IsTopic: false } ? null : "no subscription is chosen; Down moves to one.";
        c.Add(
            CommandIds.TopologyAddTopic,
            () => w.Open(new TopicOverlay(s, name => Change(w, t => t.CreateTopicAsync(name, default), $"Topic {name} is made.", (name, true))) { Close = w.CloseOverlay }),
            Missing);
        c.Add(CommandIds.TopologyAddSubscription, () => AddSubscription(w), () => Missing() ?? (TopicOfChosen(model) is null ? "no topic is chosen; a makes one." : null));
        c.Add(CommandIds.TopologyDelete, () => Delete(w, Chosen()!.Value), () => Missing() ?? (Chosen() is null ? "nothing is chosen." : null));
        c.Add(
            CommandIds.TopologyPeek, () => w.Open(new PeekOverlay(s, Chosen()!.Value.Name) { Close = w.CloseOverlay }),
            () => s.Session.Ports.Backlog is null ? "the Pub/Sub API cannot look into a backlog without consuming it; the embedded emulator can." : NoSubscription());
        c.Add(
            CommandIds.TopologySendBack,
            () =>
            {
                var name = Chosen()!.Value.Name;
                s.Work.Start(async ending =>
                {
                    var sent = await s.Session.Ports.Topology!.SendBackAsync(name, ending);
                    s.Work.Post(() => s.Say(sent == 0 ? $"{name} holds no dead letter whose topic is known; nothing was sent back." : $"{sent:N0} dead {(sent == 1 ? "letter" : "letters")} of {name} sent back to the topic {(sent == 1 ? "it" : "they")} came from, all of whose subscriptions get {(sent == 1 ? "it" : "them")} again."));
                });
            },
            () => Missing() ?? NoSubscription());
    }

    private static string? TopicOfChosen(TopologyModel model)
    {
        var topics = model.Read();
        return model.ChosenOf(topics) switch
        {
            { IsTopic: true } topic => topic.Name,
            { } subscription => topics.FirstOrDefault(t => t.Subscriptions.Any(x => x.Flow.Name == subscription.Name))?.Flow.Name is { Length: > 0 } name ? name : null,
            null => null,
        };
    }

    private static void AddSubscription(LabWindow w)
    {
        var topic = TopicOfChosen(w.Topology.Model)!;
        w.Open(new SubscriptionOverlay(
            w.State, topic, w.Topology.Model.SubscriptionNames, w.Topology.Model.IsThere,
            spec => Change(
                w, t => t.CreateSubscriptionAsync(spec, default), $"Subscription {spec.Name} is made; it gets what is published from now on.{WhereLettersGo(w, spec)}", (spec.Name, false)))
        { Close = w.CloseOverlay });
    }

    private static string WhereLettersGo(LabWindow w, SubscriptionSpec spec) =>
        spec.DeadLetterTopic is { } letters && w.Topology.Model.Read().FirstOrDefault(t => t.Flow.Name == letters) is { Subscriptions.Count: 0 }
            ? $" No subscription is on {letters}: dead letters are dropped until one is." : "";

    private static void Delete(LabWindow w, (string Name, bool IsTopic) what)
    {
        var options = w.State.Session.Options;
        var own = what.Name == (what.IsTopic ? options.Topic : options.Subscription) ? " It is the lab's own." : "";
        var question = what.IsTopic
            ? $"Topic {what.Name} will be gone; publishing to it fails from then on. Its subscriptions stay, with what they have, and get nothing new, also from a topic that is made with the same name.{own}"
            : $"Subscription {what.Name} will be gone with its backlog. Workers that listen on it end.{own}";
        var next = w.Topology.Model.NeighbourOf(what);
        w.Open(new ConfirmOverlay(
            w.State, what.IsTopic ? "Delete a topic?" : "Delete a subscription?", question,
            ("Delete", () => Change(
                w, t => what.IsTopic ? t.DeleteTopicAsync(what.Name, default) : t.DeleteSubscriptionAsync(what.Name, default),
                $"{(what.IsTopic ? "Topic" : "Subscription")} {what.Name} is deleted.", next)))
        { Close = w.CloseOverlay });
    }

    private static void Change(LabWindow w, Func<ITopologyAdministration, Task> change, string said, (string Name, bool IsTopic)? then)
    {
        var s = w.State;
        s.Work.Start(async _ =>
        {
            await change(s.Session.Ports.Topology!);
            s.Work.Post(() =>
            {
                s.Journal.Append(LabEventKind.Note, data: new Reason(said));
                s.Say(said);
                w.Topology.Model.Chosen = then ?? w.Topology.Model.Chosen;
                w.Topology.Model.Refresh(now: true);
            });
        });
    }
}
