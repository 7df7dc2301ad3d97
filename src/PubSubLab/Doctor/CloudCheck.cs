using System.Runtime.CompilerServices;
using PubSubLab.Configuration;
using PubSubLab.Lab;
using PubSubLab.Lab.Transports;
using PubSubLab.Transports.PubSub;

namespace PubSubLab.Doctor;

/// <summary>Looks at a Google Cloud project with the two keys: who may what on topic and subscription. No message is consumed.</summary>
internal sealed class CloudCheck(LabSettings settings, Func<string, bool> mayCreate)
{
    /// <summary>Runs the check.</summary>
    public async IAsyncEnumerable<Finding> RunAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        var publisher = new AccountCheck(settings.Publisher, settings.ProjectId);
        var subscriber = new AccountCheck(settings.Subscriber, settings.ProjectId);
        var options = new PubSubTransportOptions
        {
            ProjectId = settings.ProjectId,
            CloudEndpoint = settings.CloudEndpoint,
            PublisherCredential = publisher.Credential,
            SubscriberCredential = subscriber.Credential,
            Description = "doctor",
        };
        var inspection = new PubSubInspection(options);
        foreach (var findings in new[]
        {
            publisher.RunAsync(token => inspection.TryPublisherAsync(settings.Topic, token), cancellation),
            subscriber.RunAsync(token => inspection.TrySubscriberAsync(settings.Subscription, token), cancellation),
        })
        {
            await foreach (var finding in findings)
            {
                yield return finding;
            }
        }

        if (options.ServerClock.Sentence is { } clock)
        {
            yield return new Finding(publisher.IsUsable && subscriber.IsUsable ? Mark.Note : Mark.Bad, "clock", clock);
        }

        if (publisher.Address == subscriber.Address && publisher.IsUsable && subscriber.IsUsable)
        {
            yield return new Finding(
                Mark.Note, "two accounts", $"both are {publisher.Address ?? "the same credentials"}; with two, a leaked publisher key cannot read", "docs/google-cloud.md shows how to make the second.");
        }

        if (!publisher.IsUsable || !subscriber.IsUsable)
        {
            yield return new Finding(Mark.Note, "topic and subscription", "not looked at, because an account cannot be used");
            yield break;
        }

        if (await SwappedAsync(inspection, publisher, subscriber, cancellation) is { } swapped)
        {
            yield return swapped;
            yield break;
        }

        yield return await SafelyAsync($"topic {settings.Topic}", () => TopicAsync(inspection, publisher, cancellation));
        yield return await SafelyAsync($"subscription {settings.Subscription}", () => SubscriptionAsync(inspection, subscriber, cancellation));
        foreach (var look in (Func<PubSubInspection, CancellationToken, Task<Finding>>[])[BindingAsync, FilterAsync, SeparationAsync])
        {
            yield return await SafelyAsync("subscription", () => look(inspection, cancellation));
        }
    }

    /// <summary>Rights that are crossed are no missing rights: granting them would give each account the other's.</summary>
    private async Task<Finding?> SwappedAsync(PubSubInspection inspection, AccountCheck publisher, AccountCheck subscriber, CancellationToken cancellation)
    {
        try
        {
            return await inspection.AreSwappedAsync(settings.Topic, settings.Subscription, cancellation)
                ? new Finding(
                    Mark.Bad, "two accounts",
                    $"they look swapped: the publisher account ({publisher.Address ?? publisher.Member}) may consume and not publish, the subscriber account ({subscriber.Address ?? subscriber.Member}) may publish and not consume",
                    $"Exchange them in dev.env: {SettingOf(settings.Publisher)} and {SettingOf(settings.Subscriber)}. Grant nothing.")
                : null;
        }
        catch (LabException)
        {
            // The steps after this one make the same calls and say what is wrong with each.
            return null;
        }

        static string SettingOf(AccountSettings account) => account.Impersonated is null ? account.FileSetting : account.AccountSetting;
    }

    private async Task<Finding> TopicAsync(PubSubInspection inspection, AccountCheck account, CancellationToken cancellation)
    {
        var what = $"topic {settings.Topic}: may publish";
        var grant = $"gcloud pubsub topics add-iam-policy-binding {settings.Topic} --project={settings.ProjectId} --member={account.Member} --role=roles/pubsub.publisher";
        var create = $"gcloud pubsub topics create {settings.Topic} --project={settings.ProjectId}";
        var access = await inspection.TopicAsync(settings.Topic, cancellation);
        if (access is Access.Missing or Access.MissingOrDenied && mayCreate($"topic {settings.Topic} (it takes roles/pubsub.editor on the project for {account.Member})"))
        {
            await inspection.CreateTopicAsync(settings.Topic, cancellation);
            access = await inspection.TopicAsync(settings.Topic, cancellation);
        }

        return Judge(what, access, grant, create);
    }

    private async Task<Finding> SubscriptionAsync(PubSubInspection inspection, AccountCheck account, CancellationToken cancellation)
    {
        var what = $"subscription {settings.Subscription}: may consume";
        var grant = $"gcloud pubsub subscriptions add-iam-policy-binding {settings.Subscription} --project={settings.ProjectId} --member={account.Member} --role=roles/pubsub.subscriber";
        var create = $"gcloud pubsub subscriptions create {settings.Subscription} --topic={settings.Topic} --project={settings.ProjectId}";
        var access = await inspection.SubscriptionAsync(settings.Subscription, cancellation);
        if (access is Access.Missing or Access.MissingOrDenied && mayCreate($"subscription {settings.Subscription} (it takes roles/pubsub.editor on the project for {account.Member})"))
        {
            await inspection.CreateSubscriptionAsync(new SubscriptionSpec(settings.Subscription, settings.Topic), cancellation);
            access = await inspection.SubscriptionAsync(settings.Subscription, cancellation);
        }

        return Judge(what, access, grant, create);
    }

    private async Task<Finding> BindingAsync(PubSubInspection inspection, CancellationToken cancellation)
    {
        const string what = "subscription is on that topic";
        return await inspection.ReadSubscriptionAsync(settings.Subscription, cancellation) switch
        {
            null => NotSeen(what),
            { } found when found.Topic == settings.Topic => new Finding(Mark.Good, what, settings.Topic),
            { } found => new Finding(
                Mark.Bad, what, $"it is on topic {found.Topic}, so nothing that is published to {settings.Topic} arrives there",
                "Change TOPIC_NAME or SUBSCRIPTION_NAME in dev.env."),
        };
    }

    private async Task<Finding> FilterAsync(PubSubInspection inspection, CancellationToken cancellation)
    {
        const string what = "filter";
        return await inspection.ReadSubscriptionAsync(settings.Subscription, cancellation) switch
        {
            null => NotSeen(what),
            { Filter: { } filter } => new Finding(Mark.Note, what, $"{filter}; Google Cloud honours it, what does not match never arrives"),
            _ => new Finding(Mark.Good, what, "none: everything that is published arrives"),
        };
    }

    private async Task<Finding> SeparationAsync(PubSubInspection inspection, CancellationToken cancellation)
    {
        const string what = "the publisher cannot consume";
        return await inspection.PublisherMayConsumeAsync(settings.Subscription, cancellation)
            ? new Finding(Mark.Note, what, "it can; a leaked publisher key could read messages", "Take roles/pubsub.subscriber (or editor) away from the publisher's account.")
            : new Finding(Mark.Good, what, "right");
    }

    private Finding NotSeen(string what) => new(
        Mark.Note, what, "roles/pubsub.subscriber does not let the account see the subscription; the lab works without",
        $"To see it: gcloud pubsub subscriptions describe {settings.Subscription} --project={settings.ProjectId}, with your own account.");

    private static Finding Judge(string what, Access access, string grant, string create) => access switch
    {
        Access.Granted => new Finding(Mark.Good, what, "yes"),
        Access.Denied => new Finding(Mark.Bad, what, "it exists, and the account may not", grant),
        Access.Missing => new Finding(Mark.Bad, what, "it does not exist", $"{create}   (or: pubsublab doctor --create), then {grant}"),
        _ => new Finding(Mark.Bad, what, "it does not exist, or the account has no right at all on it", $"If it is missing: {create}   Then: {grant}"),
    };

    private static async Task<Finding> SafelyAsync(string what, Func<Task<Finding>> look)
    {
        try
        {
            return await look();
        }
        catch (LabException e)
        {
            return new Finding(Mark.Bad, what, e.Message);
        }
    }
}
