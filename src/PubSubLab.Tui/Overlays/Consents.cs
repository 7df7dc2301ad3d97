using PubSubLab.Lab;
using PubSubLab.Lab.Comparing;
using PubSubLab.Lab.Experiments;
using PubSubLab.Lab.Routing;
using PubSubLab.Lab.Wording;
using PubSubLab.Tui.Publishing;
using PubSubLab.Tui.State;
using PubSubLab.Tui.Theming;

namespace PubSubLab.Tui.Overlays;

/// <summary>Asks once before the lab acts on a real Google Cloud project; elsewhere it asks nothing.</summary>
internal sealed class Consents(LabSession session, FormPublisher publisher, Dialogs dialogs, ThemeChoice theme, BackgroundWork work, Notices notices)
{
    private readonly HashSet<string> _experiments = new(StringComparer.Ordinal);
    private bool _publishing;
    private bool _making;
    private bool _listening;
    private bool _comparing;

    private bool IsCloud => session.Transport.IsCloud;

    /// <summary>Does something that publishes.</summary>
    /// <param name="publish">The action.</param>
    /// <param name="topic">The topic; null for the form's.</param>
    public void ToPublish(Action publish, string? topic = null)
    {
        if (!IsCloud || _publishing)
        {
            publish();
            return;
        }

        var form = publisher.Form;
        Ask(
            "Publish to a real project?",
            $"The lab is connected to {session.Transport.Description}. What you publish {(topic is null && form.Route is { Length: > 0 } route ? $"by {route}" : $"to {topic ?? form.Topic}")} is really sent: it is billed, and all "
            + "subscribers get it. This is asked once.",
            ("Publish", () =>
            {
                _publishing = true;
                publish();
            }
        ));
    }

    /// <summary>Runs an experiment, which makes topics and subscriptions, and publishes to them.</summary>
    public void ToRun(IExperiment experiment, Action run)
    {
        if (!IsCloud || _experiments.Contains(experiment.Name))
        {
            run();
            return;
        }

        Ask(
            "Run an experiment on a real project?", $"{ProjectUse.OfExperiment(experiment, session.Transport.Description)} This is asked once for each experiment.",
            ("Run it", () =>
            {
                _experiments.Add(experiment.Name);
                run();
            }
        ));
    }

    /// <summary>Runs lanes beside one another, which makes their topics and subscriptions, and publishes to them.</summary>
    public void ToCompare(IReadOnlyList<LanePlan> lanes, Action run)
    {
        if (!IsCloud || _comparing)
        {
            run();
            return;
        }

        Ask(
            "Compare on a real project?", $"{ProjectUse.OfComparison(lanes.Sum(l => l.Topics), lanes.Sum(l => l.Subscriptions.Count), session.Transport.Description)} This is asked once.",
            ("Run them", () =>
            {
                _comparing = true;
                run();
            }
        ));
    }

    /// <summary>Does something that makes a strategy's topic and subscription.</summary>
    public void ToMake(IRoutingStrategy strategy, Action make)
    {
        if (!IsCloud || _making)
        {
            make();
            return;
        }

        Ask(
            "Make a topic and a subscription on a real project?",
            $"By {strategy.Name} a message goes through a topic and a subscription of its own. They are new, are labelled as the lab's, go when the lab is "
            + "closed, and the subscription expires by itself; making them takes roles/pubsub.editor. This is asked once.",
            ("Make them", () =>
            {
                _making = true;
                make();
            }
        ));
    }

    /// <summary>Does something that takes messages from the lab's subscription, and offers a subscription of its own.</summary>
    public void ToListen(Action listen)
    {
        if (!IsCloud || _listening)
        {
            listen();
            return;
        }

        Ask(
            "Take messages on a real project?",
            $"{ProjectUse.OfWorker(session.Options.Subscription, session.Transport.Description)} "
            + $"A temporary subscription gets a copy of what is published to {session.Options.Topic} from now on, is labelled as the lab's, goes "
            + "when the lab is closed, and expires by itself; making it takes roles/pubsub.editor. This is asked once.",
            ("Temporary one", () => work.Start(async ending =>
            {
                var name = await session.UseTemporarySubscriptionAsync(ending);
                work.Post(() =>
                {
                    _listening = true;
                    notices.Say($"Workers listen on {name} from now on.");
                    listen();
                });
            })),
            ($"On {session.Options.Subscription}", () =>
            {
                _listening = true;
                listen();
            }
        ));
    }

    /// <summary>Does something that takes messages from a subscription of the person's choice.</summary>
    public void ToListenOn(string subscription, Action listen)
    {
        if (!IsCloud || _listening)
        {
            listen();
            return;
        }

        Ask(
            "Take messages on a real project?", ProjectUse.OfWorker(subscription, session.Transport.Description),
            ($"On {subscription}", listen));
    }

    private void Ask(string title, string question, params IReadOnlyList<(string Label, Action Confirmed)> answers) =>
        dialogs.Open(new ConfirmOverlay(theme, title, question, answers));
}
