using System.Runtime.CompilerServices;
using PubSubLab.Configuration;
using PubSubLab.Transports.PubSub;

namespace PubSubLab.Doctor;

/// <summary>Looks at the two keys, then with them at the Google Cloud project.</summary>
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
        await foreach (var finding in new ProjectCheck(settings, inspection, mayCreate, publisher.Account, subscriber.Account).RunAsync(cancellation))
        {
            yield return finding;
        }
    }
}
