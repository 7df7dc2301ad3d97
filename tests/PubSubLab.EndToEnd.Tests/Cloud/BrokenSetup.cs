using Google.Cloud.PubSub.V1;
using Grpc.Core;

namespace PubSubLab.EndToEnd.Tests.Cloud;

/// <summary>Something that is wrong with a set-up, and what is said of it. The texts are parts of what the program prints.</summary>
/// <param name="Wrong">The fault, as the documentation lists it.</param>
/// <param name="Doctor">The sentence of <c>doctor</c>.</param>
/// <param name="Verb">A verb that meets it.</param>
/// <param name="VerbSays">The sentence of the verb.</param>
/// <param name="Break">Breaks the set-up.</param>
internal sealed record BrokenSetup(string Wrong, string Doctor, string Verb, string VerbSays, Func<LoopbackCloud, Task<(string, string)[]>> Break)
{
    private const string Publish = "publish";
    private const string Worker = "worker --yes --until-idle 1s";
    private static readonly TopicName s_topic = TopicName.FromProjectTopic(LoopbackCloud.Project, "lab-tasks");
    private static readonly SubscriptionName s_subscription = SubscriptionName.FromProjectSubscription(LoopbackCloud.Project, "lab-tasks-sub");

    /// <summary>All of them.</summary>
    public static IReadOnlyList<BrokenSetup> All { get; } =
    [
        new(
            "Nothing listens at the endpoint", "Google Cloud Pub/Sub (127.0.0.1:9) cannot be reached: Connection refused.", Publish, "Google Cloud Pub/Sub (127.0.0.1:9) cannot be reached: Connection refused.",
            At("127.0.0.1:9")),
        new(
            "The endpoint's name is unknown", "Google Cloud Pub/Sub (no-such-host.invalid:443) cannot be reached: Name or service not known.", Publish,
            "Google Cloud Pub/Sub (no-such-host.invalid:443) cannot be reached: Name or service not known.", At("no-such-host.invalid")),
        new(
            "The TLS certificate is of an unknown authority", $"The TLS certificate of localhost comes from an authority that this machine does not trust: CN={CloudAuthority.Name}.", Publish,
            "set SSL_CERT_FILE to a PEM file with its certificate",
            cloud => Task.FromResult<(string, string)[]>([.. cloud.Environment.Where(setting => setting.Item1 != "SSL_CERT_FILE")])),
        new(
            "The service is down", "answers: The service was unable to fulfill your request. Please try again. [code=8a75] (UNAVAILABLE).", Publish,
            "Try again in a few minutes; https://status.cloud.google.com shows outages.", Refusing(CloudRefusal.Unavailable)),
        new(
            "The Pub/Sub API is not enabled", "Google says: Cloud Pub/Sub API has not been used in project my-project before or it is disabled.", Publish,
            "Enable the API: https://console.developers.google.com/apis/api/pubsub.googleapis.com/overview", Refusing(CloudRefusal.ServiceDisabled)),
        new(
            "The project has no billing account", "Google says: This API method requires billing to be enabled.", Publish,
            "Link a billing account to the project: https://console.cloud.google.com/billing/linkedaccount",
            Refusing(CloudRefusal.BillingDisabled)),
        new(
            "VPC Service Controls keep the account out", "Request is prohibited by organization's policy. vpcServiceControlsUniqueIdentifier: Zx3kQ0vJ1pM8", Publish,
            "An administrator of the organisation finds the rule by this id: Zx3kQ0vJ1pM8", Refusing(CloudRefusal.ServiceControls)),
        new(
            "A policy of the organisation forbids it", "Google says: Constraint constraints/gcp.resourceLocations violated", Publish,
            "A policy of the organisation forbids it (constraints/gcp.resourceLocations).", Refusing(CloudRefusal.OrganizationPolicy)),
        new(
            "A quota is used up", "A quota is used up: metric pubsub.googleapis.com/regionalpublisher, limit RegionalPublisher", Publish,
            "A quota is used up: metric pubsub.googleapis.com/regionalpublisher, limit RegionalPublisher", Refusing(CloudRefusal.QuotaExceeded)),
        new(
            "The publisher has no role", "Google answers both alike, and a right that was granted minutes ago too", Publish,
            $"or the publisher account {LoopbackCloud.Publisher} has no pubsub.topics.publish on it",
            cloud => With(cloud, () => cloud.Rights.Set(LoopbackCloud.Publisher))),
        new(
            "The two accounts are swapped", "two accounts: they look swapped", Publish, "has no pubsub.topics.publish on it", cloud => Task.FromResult<(string, string)[]>(
            [
                .. cloud.Environment,
                ("PUBLISHER_CREDENTIALS", Path.Combine(cloud.Folder, "subscriber.json")), ("SUBSCRIBER_CREDENTIALS", Path.Combine(cloud.Folder, "publisher.json")),
            ])),
        new(
            "This machine's clock is wrong", "This machine's clock is 3 hours behind Google's", Publish, "This machine's clock is 3 hours behind Google's",
            cloud => With(cloud, () => cloud.Accounts.ClockAhead = TimeSpan.FromHours(3))),
        new(
            "The sign-in was revoked", "invalid_grant, Token has been expired or revoked", Publish, "gcloud auth application-default login", cloud =>
            {
                var file = cloud.Files.User("revoked.json", LoopbackCloud.Person);
                cloud.Accounts.Revoke(LoopbackCloud.Person);
                return Task.FromResult<(string, string)[]>([.. cloud.Environment, ("HTTPS_PROXY", cloud.Proxy.Address), ("PUBLISHER_CREDENTIALS", file)]);
            }),
        new(
            "The subscription pushes", "Subscription lab-tasks-sub sends its messages to a push endpoint at push.example.com, so none can be pulled.", Worker,
            "Subscription lab-tasks-sub sends its messages to a push endpoint at push.example.com, so none can be pulled.",
            cloud => With(cloud, broker => broker.Subscriptions.ModifyPushConfigAsync(s_subscription, new PushConfig { PushEndpoint = "https://push.example.com/in?token=t0ken" }))),
        new(
            "The subscription is detached", "Subscription lab-tasks-sub is detached from its topic: no message arrives in it, and none can be pulled.", Worker,
            "A detached subscription stays detached. Make a new one, and name it in SUBSCRIPTION_NAME.",
            cloud => With(cloud, broker => broker.Topics.DetachSubscriptionAsync(new DetachSubscriptionRequest { SubscriptionAsSubscriptionName = s_subscription }))),
        new(
            "The subscription's topic was deleted", "The topic of subscription lab-tasks-sub was deleted, so no message arrives in it any more.", Worker,
            "A new topic of the same name does not change that.", cloud => With(cloud, async broker =>
            {
                await broker.Topics.DeleteTopicAsync(s_topic);
                await broker.Topics.CreateTopicAsync(s_topic);
            })),
        new(
            "The subscription is on a topic of another project", "Subscription lab-tasks-sub is on topic lab-tasks of another project, other-project.", Worker,
            "What is published to lab-tasks in my-project does not arrive there.", cloud => With(cloud, async broker =>
            {
                var elsewhere = TopicName.FromProjectTopic("other-project", "lab-tasks");
                await broker.Topics.CreateTopicAsync(elsewhere);
                await broker.Subscriptions.DeleteSubscriptionAsync(s_subscription);
                await broker.Subscriptions.CreateSubscriptionAsync(s_subscription, elsewhere, null, 10);
            })),
    ];

    private static Func<LoopbackCloud, Task<(string, string)[]>> At(string endpoint) => cloud =>
        Task.FromResult<(string, string)[]>([.. cloud.Environment.Where(setting => setting.Item1 != "PUBSUB_ENDPOINT"), ("PUBSUB_ENDPOINT", endpoint)]);

    private static Func<LoopbackCloud, Task<(string, string)[]>> Refusing(CloudRefusal refusal) => cloud => With(cloud, () =>
    {
        // Pub/Sub alone: the token service is another one, and gives tokens meanwhile.
        foreach (var method in (string[])["TestIamPermissions", "GetTopic", "GetSubscription", "Publish", "StreamingPull"])
        {
            cloud.Faults.Refuse(refusal, method: method);
        }
    });

    private static Task<(string, string)[]> With(LoopbackCloud cloud, Action deed)
    {
        deed();
        return Task.FromResult(cloud.Environment);
    }

    private static async Task<(string, string)[]> With(LoopbackCloud cloud, Func<BackDoor, Task> deed)
    {
        // So that the account sees what is wrong.
        cloud.Rights.Set(LoopbackCloud.Subscriber, "roles/pubsub.subscriber", "roles/pubsub.viewer");
        await deed(new BackDoor(
            await new PublisherServiceApiClientBuilder { Endpoint = cloud.BackDoor, ChannelCredentials = ChannelCredentials.Insecure }.BuildAsync(),
            await new SubscriberServiceApiClientBuilder { Endpoint = cloud.BackDoor, ChannelCredentials = ChannelCredentials.Insecure }.BuildAsync()));
        return cloud.Environment;
    }

    private sealed record BackDoor(PublisherServiceApiClient Topics, SubscriberServiceApiClient Subscriptions);
}
