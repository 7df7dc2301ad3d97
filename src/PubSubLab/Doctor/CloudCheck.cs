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
        var publisher = new KeyCheck(SettingKeys.PublisherCredentials, settings.PublisherCredentials, settings.ProjectId);
        var subscriber = new KeyCheck(SettingKeys.SubscriberCredentials, settings.SubscriberCredentials, settings.ProjectId);
        foreach (var key in new[] { publisher, subscriber })
        {
            await foreach (var finding in key.RunAsync(cancellation))
            {
                yield return finding;
            }
        }

        if (publisher.Account is { } account && account == subscriber.Account)
        {
            yield return new Finding(Mark.Note, "two accounts", $"both keys are of {account}; with two, a leaked publisher key cannot read", "docs/google-cloud.md shows how to make the second.");
        }

        if (publisher.Credential is null || subscriber.Credential is null)
        {
            yield return new Finding(Mark.Note, "topic and subscription", "not looked at, because a key cannot be used");
            yield break;
        }

        var inspection = new PubSubInspection(new PubSubTransportOptions
        {
            ProjectId = settings.ProjectId,
            CloudEndpoint = settings.CloudEndpoint,
            PublisherCredential = publisher.Credential,
            SubscriberCredential = subscriber.Credential,
            Description = "doctor",
        });
        yield return await SafelyAsync($"topic {settings.Topic}", () => TopicAsync(inspection, publisher.Account!, cancellation));
        yield return await SafelyAsync($"subscription {settings.Subscription}", () => SubscriptionAsync(inspection, subscriber.Account!, cancellation));
        foreach (var look in (Func<PubSubInspection, CancellationToken, Task<Finding>>[])[BindingAsync, FilterAsync, SeparationAsync])
        {
            yield return await SafelyAsync("subscription", () => look(inspection, cancellation));
        }
    }

    private async Task<Finding> TopicAsync(PubSubInspection inspection, string account, CancellationToken cancellation)
    {
        var what = $"topic {settings.Topic}: may publish";
        var grant = $"gcloud pubsub topics add-iam-policy-binding {settings.Topic} --project={settings.ProjectId} --member=serviceAccount:{account} --role=roles/pubsub.publisher";
        var create = $"gcloud pubsub topics create {settings.Topic} --project={settings.ProjectId}";
        var access = await inspection.TopicAsync(settings.Topic, cancellation);
        if (access is Access.Missing or Access.MissingOrDenied && mayCreate($"topic {settings.Topic} (it takes roles/pubsub.editor on the project for {account})"))
        {
            await inspection.CreateTopicAsync(settings.Topic, cancellation);
            access = await inspection.TopicAsync(settings.Topic, cancellation);
        }

        return Judge(what, access, grant, create);
    }

    private async Task<Finding> SubscriptionAsync(PubSubInspection inspection, string account, CancellationToken cancellation)
    {
        var what = $"subscription {settings.Subscription}: may consume";
        var grant = $"gcloud pubsub subscriptions add-iam-policy-binding {settings.Subscription} --project={settings.ProjectId} --member=serviceAccount:{account} --role=roles/pubsub.subscriber";
        var create = $"gcloud pubsub subscriptions create {settings.Subscription} --topic={settings.Topic} --project={settings.ProjectId}";
        var access = await inspection.SubscriptionAsync(settings.Subscription, cancellation);
        if (access is Access.Missing or Access.MissingOrDenied && mayCreate($"subscription {settings.Subscription} (it takes roles/pubsub.editor on the project for {account})"))
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
