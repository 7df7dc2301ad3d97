using System.Runtime.CompilerServices;
using PubSubLab.Configuration;
using PubSubLab.Lab;
using PubSubLab.Lab.Transports;
using PubSubLab.Output;
using PubSubLab.Transports.PubSub;

namespace PubSubLab.Doctor;

/// <summary>
/// Looks at a Google Cloud project as the two accounts: who may what on topic and subscription, and whether the subscription can work. A step
/// that fails is a finding, and the next ones go on. No message is consumed.
/// </summary>
internal sealed class ProjectCheck(
    LabSettings settings, PubSubInspection inspection, Func<string, Task<bool>> mayCreate, AccountCheck publisher, AccountCheck subscriber)
{
    // Why the steps that are left ask nothing; null while they ask.
    private string? _notAsked;
    private bool _noSubscription;

    /// <summary>Runs the check.</summary>
    public async IAsyncEnumerable<Finding> RunAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        (string What, AccountCheck As, Func<CancellationToken, Task<IReadOnlyList<Finding>>> Look)[] steps =
        [
            ($"topic {settings.Topic}: may publish", publisher, TopicAsync),
            ($"subscription {settings.Subscription}: may consume", subscriber, SubscriptionAsync),
            ($"subscription {settings.Subscription}: settings", subscriber, SettingsAsync),
            ("the publisher cannot consume", publisher, SeparationAsync),
        ];
        foreach (var (what, account, look) in steps)
        {
            var notAsked = _notAsked ?? (account.IsUsable ? null : $"the {account.Role} account cannot be used");
            foreach (var finding in notAsked is null ? await SafelyAsync(what, look, cancellation) : [CloudCheck.NotAsked(what, notAsked)])
            {
                yield return finding;
            }
        }
    }

    private async Task<IReadOnlyList<Finding>> SafelyAsync(string what, Func<CancellationToken, Task<IReadOnlyList<Finding>>> look, CancellationToken cancellation)
    {
        try
        {
            return await look(cancellation);
        }
        catch (RefusalException e)
        {
            _notAsked = e.MeetsEveryCall ? "it would meet the same" : null;
            return [new Finding(Mark.Bad, what, e.Said, e.WayOut)];
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            // An unexpected failure of a step is reported, and the next steps still run.
            return [new Finding(Mark.Bad, what, e is LabException ? e.Message : Failures.Sentence(e, null))];
        }
    }

    private async Task<IReadOnlyList<Finding>> TopicAsync(CancellationToken cancellation)
    {
        var access = await inspection.TopicAsync(settings.Topic, cancellation);
        if (access is Access.Missing or Access.MissingOrDenied && await mayCreate($"topic {settings.Topic} ({Editor(publisher.Address)})"))
        {
            await inspection.CreateTopicAsync(settings.Topic, cancellation);
            access = await inspection.TopicAsync(settings.Topic, cancellation);
        }

        return Judge(
            $"topic {settings.Topic}: may publish", access,
            Gcloud.GrantOnTopic(settings.Topic, settings.ProjectId, publisher.Address, "roles/pubsub.publisher"),
            Gcloud.Line("pubsub", "topics", "create", settings.Topic, $"--project={settings.ProjectId}"));
    }

    private async Task<IReadOnlyList<Finding>> SubscriptionAsync(CancellationToken cancellation)
    {
        var access = await inspection.SubscriptionAsync(settings.Subscription, cancellation);
        if (access is Access.Missing or Access.MissingOrDenied && await mayCreate($"subscription {settings.Subscription} ({Editor(subscriber.Address)})"))
        {
            await inspection.CreateSubscriptionAsync(new SubscriptionSpec(settings.Subscription, settings.Topic), cancellation);
            access = await inspection.SubscriptionAsync(settings.Subscription, cancellation);
        }

        _noSubscription = access == Access.Missing;
        return Judge(
            $"subscription {settings.Subscription}: may consume", access,
            Gcloud.GrantOnSubscription(settings.Subscription, settings.ProjectId, subscriber.Address, "roles/pubsub.subscriber"),
            Gcloud.Line("pubsub", "subscriptions", "create", settings.Subscription, $"--topic={settings.Topic}", $"--project={settings.ProjectId}"));
    }

    private async Task<IReadOnlyList<Finding>> SettingsAsync(CancellationToken cancellation)
    {
        if (_noSubscription)
        {
            return [CloudCheck.NotAsked($"subscription {settings.Subscription}: settings", "it does not exist")];
        }

        return await inspection.ReadSubscriptionAsync(settings.Subscription, cancellation) is { } facts
            ? [.. SubscriptionCheck.Judge(facts, settings)]
            :
            [
                new Finding(
                    Mark.Unseen, SubscriptionCheck.OnTopic,
                    "roles/pubsub.subscriber does not let the account see the subscription: its topic, its filter, and whether it can be pulled from",
                    $"To see them: {Gcloud.GrantOnSubscription(settings.Subscription, settings.ProjectId, subscriber.Address, "roles/pubsub.viewer")}   (or, with your own account: {Gcloud.Line("pubsub", "subscriptions", "describe", settings.Subscription, $"--project={settings.ProjectId}")})"),
            ];
    }

    private async Task<IReadOnlyList<Finding>> SeparationAsync(CancellationToken cancellation)
    {
        const string what = "the publisher cannot consume";
        return
        [
            _noSubscription ? CloudCheck.NotAsked(what, "the subscription does not exist")
            : await inspection.PublisherMayConsumeAsync(settings.Subscription, cancellation)
                ? new Finding(Mark.Note, what, "it can; a leaked publisher key could read messages", "Take roles/pubsub.subscriber (or editor) away from the publisher's account.")
                : new Finding(Mark.Good, what, "right"),
        ];
    }

    private static string Editor(string? account) => $"it takes roles/pubsub.editor on the project for {account ?? "the account"}";

    private static IReadOnlyList<Finding> Judge(string what, Access access, string grant, string create) =>
    [
        access switch
        {
            Access.Granted => new Finding(Mark.Good, what, "yes"),
            Access.Denied => new Finding(Mark.Bad, what, "it exists, and the account may not", $"{grant}   A new right takes up to 7 minutes to arrive."),
            Access.Missing => new Finding(Mark.Bad, what, "it does not exist", $"{create}   (or: pubsublab doctor --create), then {grant}"),
            _ => new Finding(
                Mark.Bad, what,
                "it does not exist, or the account has no right at all on it; Google answers both alike, and a right that was granted minutes ago too",
                $"If it is missing: {create}   Then: {grant}"),
        },
    ];
}
