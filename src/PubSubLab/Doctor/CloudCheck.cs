using System.Runtime.CompilerServices;
using PubSubLab.Configuration;
using PubSubLab.Lab;
using PubSubLab.Transports.PubSub;

namespace PubSubLab.Doctor;

/// <summary>Looks at the two accounts, then as them at the Google Cloud project.</summary>
internal sealed class CloudCheck(
    LabSettings settings, AccountSettings publishing, AccountSettings subscribing, string? endpoint, Func<string, Task<bool>> mayCreate)
{
    /// <summary>Runs the check.</summary>
    public async IAsyncEnumerable<Finding> RunAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        var publisher = new AccountCheck(publishing, settings.ProjectId);
        var subscriber = new AccountCheck(subscribing, settings.ProjectId);
        var options = new PubSubTransportOptions
        {
            ProjectId = settings.ProjectId,
            CloudEndpoint = endpoint,
            PublisherCredential = publisher.Credential,
            SubscriberCredential = subscriber.Credential,
            Description = "doctor",
        };
        var inspection = new PubSubInspection(options);
        await foreach (var finding in publisher.RunAsync(token => inspection.TryPublisherAsync(settings.Topic, token), cancellation))
        {
            yield return finding;
        }

        if (publisher.MeetsEveryCall)
        {
            yield return NotAsked("everything else", "it would meet the same");
            yield break;
        }

        await foreach (var finding in subscriber.RunAsync(token => inspection.TrySubscriberAsync(settings.Subscription, token), cancellation))
        {
            yield return finding;
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

        if (publisher.IsUsable && subscriber.IsUsable && await SwappedAsync(inspection, publisher, subscriber, cancellation) is { } swapped)
        {
            yield return swapped;
            yield break;
        }

        await foreach (var finding in new ProjectCheck(settings, inspection, mayCreate, publisher, subscriber).RunAsync(cancellation))
        {
            yield return finding;
        }
    }

    /// <summary>A step that asks nothing.</summary>
    public static Finding NotAsked(string what, string why) => new(Mark.Note, what, $"not asked, because {why}");

    /// <summary>Rights that are crossed are no missing rights: granting them would give each account the other's.</summary>
    private async Task<Finding?> SwappedAsync(PubSubInspection inspection, AccountCheck publisher, AccountCheck subscriber, CancellationToken cancellation)
    {
        try
        {
            return await inspection.AreSwappedAsync(settings.Topic, settings.Subscription, cancellation)
                ? new Finding(
                    Mark.Bad, "two accounts",
                    $"they look swapped: the publisher account ({Gcloud.MemberOf(publisher.Address)}) may consume and not publish, the subscriber account ({Gcloud.MemberOf(subscriber.Address)}) may publish and not consume",
                    $"Exchange them in dev.env: {SettingOf(publishing)} and {SettingOf(subscribing)}. Grant nothing.")
                : null;
        }
        catch (LabException)
        {
            // The steps after this one make the same calls and say what is wrong with each.
            return null;
        }

        static string SettingOf(AccountSettings account) => account.Impersonated is null ? account.FileSetting : account.AccountSetting;
    }
}
