using Google.Api.Gax;
using Google.Api.Gax.ResourceNames;
using Google.Cloud.Iam.V1;
using Google.Cloud.PubSub.V1;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using PubSubLab.Client.Samples;
using PubSubLab.Client.Tests.Support;
using PubSubLab.Emulator;

namespace PubSubLab.Client.Tests.Samples;

/// <summary>The samples run against our emulator.</summary>
public class SampleTests
{
    private static readonly TopicName s_topic = new("p", "topic");
    private static readonly SubscriptionName s_subscription = new("p", "subscription");

    [Fact]
    public async Task Messages_in_every_form_arrive()
    {
        await using var emulator = await StartAsync();
        await using var publisher = await BuildingSamples.PublisherAsync(s_topic, emulator.Endpoint);
        var subscriber = await BuildingSamples.SubscriberAsync(s_subscription, emulator.Endpoint);

        var ids = await PublishingSamples.InEveryFormAsync(publisher).EndsAsync();
        var taken = await SubscribingSamples.TakeAsync(subscriber, ids.Count).EndsAsync();

        taken.Select(message => message.MessageId).ShouldBe(ids, ignoreOrder: true);
        taken.Single(message => message.MessageId == ids[2]).Data.ToString(System.Text.Encoding.Unicode).ShouldBe("text in another encoding");
    }

    [Fact]
    public async Task Messages_of_a_key_arrive_in_order_with_every_setting_said()
    {
        await using var emulator = await StartAsync(ordering: true);
        var publisher = await BuildingSamples.PublisherAsync(s_topic, emulator.Endpoint, PublishingSamples.Settings(SystemScheduler.Instance));
        var subscriber = await BuildingSamples.SubscriberAsync(
            s_subscription, emulator.Endpoint, SubscribingSamples.Settings(SystemScheduler.Instance, SystemClock.Instance));

        var ids = await PublishingSamples.InOrderAsync(publisher, "key").EndsAsync();
        var taken = await SubscribingSamples.TakeAsync(subscriber, ids.Count).EndsAsync();
        await PublishingSamples.EndAsync(publisher, TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken).EndsAsync();

        taken.Select(message => message.MessageId).ShouldBe(ids);
    }

    [Fact]
    public async Task A_careful_handler_is_told_what_became_of_its_replies()
    {
        await using var emulator = await StartAsync(exactlyOnce: true);
        await using var publisher = await BuildingSamples.PublisherAsync(s_topic, emulator.Endpoint);
        var subscriber = await BuildingSamples.SubscriberAsync(s_subscription, emulator.Endpoint);
        var handler = new SubscribingSamples.CarefulHandler();
        var (subscriptionId, run) = SubscribingSamples.StartCarefully(subscriber, handler);
        subscriptionId.ShouldBe("subscription");

        var id = await publisher.PublishAsync("text").EndsAsync();

        await Eventually.HoldsAsync(() => handler.Notes.Count == 2, "the ack is reported");
        handler.Notes.ShouldBe([$"{id}, attempt 1", $"{id}: ack"]);
        await SubscribingSamples.StopAsync(subscriber, TestContext.Current.CancellationToken).EndsAsync();
        await SubscribingSamples.StopAsOfOldAsync(subscriber, TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken).EndsAsync();
        await run.EndsAsync();
    }

    [Fact]
    public async Task Topics_subscriptions_and_snapshots_are_managed()
    {
        await using var emulator = await PubSubEmulator.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        var (topics, subscriptions) = await AdminAsync(emulator);

        var saw = await AdministrationSamples.LifeOfASubscriptionAsync(topics, subscriptions, "p", TestContext.Current.CancellationToken).EndsAsync();

        saw.ShouldBe(["20", "30", "sample-topic", "1 on the page", "sample-subscription", "1 published", "for 42", "sample-snapshot", "gone"]);
        AdministrationSamples.Plainly(topics, subscriptions, "projects/p/topics/plain", "projects/p/subscriptions/plain").ShouldBe("plain");
    }

    [Fact]
    public async Task Programs_of_older_versions_work_as_they_did()
    {
        await using var emulator = await StartAsync();
        var (_, subscriptions) = await AdminAsync(emulator);
        (await AdministrationSamples.LookAsync(subscriptions, s_subscription, DateTime.UnixEpoch).EndsAsync()).ShouldBe("DeadlineExceeded with 0 details");
        (await AdministrationSamples.LookAsync(subscriptions, s_subscription, DateTime.MaxValue).EndsAsync()).ShouldBe("0 at once");

        await using var publisher = await BuildingSamples.PublisherAsOfOldAsync(s_topic, emulator.Endpoint);
        var subscriber = BuildingSamples.SubscriberAsOfOld(s_subscription, emulator.Endpoint);
        var id = await publisher.PublishAsync("text").EndsAsync();
        var taken = await SubscribingSamples.TakeAsync(subscriber, 1).EndsAsync();

        taken.Single().MessageId.ShouldBe(id);
    }

    [Fact]
    public void A_role_is_given_once_and_its_binding_goes_with_its_last_member()
    {
        var policy = new Policy { Bindings = { new Binding { Role = "roles/viewer", Members = { "user:a" } } } };

        AdministrationSamples.Roles(policy, "user:b").ShouldBe([true, false, true]);

        policy.Bindings.ShouldHaveSingleItem().Role.ShouldBe("roles/viewer");
        policy.RemoveRoleMember("roles/viewer", "user:b").ShouldBeFalse();
        policy.RemoveRoleMember("roles/editor", "user:a").ShouldBeFalse();
        Should.Throw<InvalidOperationException>(() => new Policy { Version = 3 }.AddRoleMember("roles/viewer", "user:a"));
        policy.Bindings[0].Condition = new Google.Type.Expr();
        Should.Throw<InvalidOperationException>(() => policy.RemoveRoleMember("roles/viewer", "user:a"));
    }

    [Fact]
    public void Resources_name_each_other() => AdministrationSamples.Views().ShouldBe(
    [
        "projects/p/locations/europe/keyRings/ring/cryptoKeys/key",
        "_deleted-topic_",
        "projects/p/topics/dead",
        "projects/p/locations/europe/dataExchanges/exchange/listings/listing",
        "s",
        "projects/p/topics/t",
        "projects/p",
        "projects/p/topics/t",
    ]);

    [Fact]
    public void What_is_known_of_a_service_is_told_without_asking_it() =>
        AdministrationSamples.Service().ShouldBe("Publisher at pubsub.googleapis.com:443, 2 scopes");

    [Theory]
    [InlineData(AcknowledgementStatus.Success, null)]
    [InlineData(AcknowledgementStatus.PermissionDenied, "may not consume")]
    [InlineData(AcknowledgementStatus.FailedPrecondition, "does not allow it now")]
    [InlineData(AcknowledgementStatus.InvalidAckId, "lease ran out")]
    [InlineData(AcknowledgementStatus.Other, "refused")]
    public void A_failed_ack_becomes_an_exception_that_says_why(AcknowledgementStatus status, string? reason)
    {
        var failure = SubscribingSamples.Failure(new AckNackResponse("m1", status, null));

        failure?.Status.ShouldBe(status);
        failure?.MessageId.ShouldBe("m1");
        (failure?.Message.Contains(reason!, StringComparison.Ordinal)).ShouldBe(reason is null ? null : true);
    }

    [Fact]
    public async Task A_stream_by_hand_brings_what_was_published()
    {
        await using var emulator = await StartAsync();
        var (_, subscriptions) = await AdminAsync(emulator);
        await using var publisher = await BuildingSamples.PublisherAsync(s_topic, emulator.Endpoint);
        await publisher.PublishAsync("text").EndsAsync();

        (await AdministrationSamples.StreamByHandAsync(subscriptions, s_subscription, TestContext.Current.CancellationToken).EndsAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task Clients_are_services_of_a_host()
    {
        await using var emulator = await StartAsync();
        await using var provider = new ServiceCollection().AddClients(s_topic, s_subscription, emulator.Endpoint).BuildServiceProvider();

        var id = await provider.GetRequiredService<PublisherClient>().PublishAsync("text").EndsAsync();

        provider.GetRequiredService<PublisherClient>().ShouldBeSameAs(provider.GetRequiredService<PublisherClient>());
        provider.GetRequiredService<PublisherServiceApiClient>().GetTopic(s_topic).TopicName.ShouldBe(s_topic);
        provider.GetRequiredService<SchemaServiceClient>().ListSchemas(new ProjectName("p")).ShouldBeEmpty();
        provider.GetRequiredService<SubscriberServiceApiClient>().GetSubscription(s_subscription).SubscriptionName.ShouldBe(s_subscription);
        var taken = await SubscribingSamples.TakeAsync(provider.GetRequiredService<SubscriberClient>(), 1).EndsAsync();
        taken.Single().MessageId.ShouldBe(id);
    }

    [Theory]
    [InlineData("projects/p/topics/chat", "topic chat of p")]
    [InlineData("projects/p/subscriptions/chat", "subscription chat of p")]
    [InlineData("projects/p/snapshots/chat", "snapshot chat")]
    [InlineData("projects/p/schemas/chat", "schema chat")]
    [InlineData("projects/p", "project p")]
    [InlineData("_deleted-topic_", "a topic that is gone")]
    [InlineData("//pubsub.googleapis.com/projects/p/topics/chat", "topic chat of p")]
    [InlineData("something else", "something else")]
    public void Names_are_told_apart(string text, string told) => AdministrationSamples.Names(text).ShouldBe(told);

    [Fact]
    public void Limits_and_defaults_are_the_documented_ones()
    {
        SubscribingSamples.Limits().Select(limit => limit.TotalSeconds).ShouldBe([10, 600, 0.05, 5]);
        SubscribingSamples.ExactlyOnceLimits().Select(limit => limit.TotalSeconds).ShouldBe([60, 60]);
        var publishing = PublishingSamples.Settings(null!);
        (publishing.BatchingSettings.ElementCountThreshold, publishing.BatchingSettings.ByteCountThreshold, publishing.BatchingSettings.DelayThreshold)
            .ShouldBe((1_000, 1_000_000, TimeSpan.FromMilliseconds(10)));
        (publishing.CompressionBytesThreshold, publishing.DisposeTimeout).ShouldBe((240, TimeSpan.FromSeconds(5)));
        var subscribing = SubscribingSamples.Settings(null!, null!);
        (subscribing.FlowControlSettings.MaxOutstandingElementCount, subscribing.FlowControlSettings.MaxOutstandingByteCount).ShouldBe((1_000, 100_000_000));
        (subscribing.AckDeadline, subscribing.AckExtensionWindow, subscribing.MaxTotalAckExtension, subscribing.DisposeTimeout)
            .ShouldBe((TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(15), TimeSpan.FromHours(1), TimeSpan.FromSeconds(5)));
    }

    [Fact]
    public void A_builder_in_which_everything_is_said_keeps_it()
    {
        using var account = new Accounts.ServiceAccount("https://oauth2.googleapis.com/token");
        var keyFile = Path.GetTempFileName();
        try
        {
            File.WriteAllText(keyFile, account.Json);
            var builder = BuildingSamples.ForProject(s_topic, keyFile, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance);
            builder.QuotaProject.ShouldBe("p");
            builder.Endpoint.ShouldBe("pubsub.googleapis.com:443");
            builder.GoogleCredential.UnderlyingCredential.ShouldBeOfType<Google.Apis.Auth.OAuth2.ServiceAccountCredential>().Id.ShouldBe(Accounts.ServiceAccount.Email);
        }
        finally
        {
            File.Delete(keyFile);
        }

        BuildingSamples.ForEmulatorOrProject(s_subscription).EmulatorDetection.ShouldBe(EmulatorDetection.EmulatorOrProduction);
        BuildingSamples.PatientSettings(TestContext.Current.CancellationToken).GetSubscriptionSettings.Retry.MaxAttempts.ShouldBe(5);
        new ServiceCollection().AddDefaultClients(s_topic, s_subscription).Count.ShouldBe(2);
    }

    private static async Task<PubSubEmulator> StartAsync(bool ordering = false, bool exactlyOnce = false)
    {
        var emulator = await PubSubEmulator.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        var (topics, subscriptions) = await AdminAsync(emulator);
        await topics.CreateTopicAsync(s_topic);
        await subscriptions.CreateSubscriptionAsync(new Subscription
        {
            SubscriptionName = s_subscription,
            TopicAsTopicName = s_topic,
            EnableMessageOrdering = ordering,
            EnableExactlyOnceDelivery = exactlyOnce,
        });
        return emulator;
    }

    private static async Task<(PublisherServiceApiClient Topics, SubscriberServiceApiClient Subscriptions)> AdminAsync(PubSubEmulator emulator) =>
        (await new PublisherServiceApiClientBuilder { Endpoint = emulator.Endpoint, ChannelCredentials = ChannelCredentials.Insecure }.BuildAsync(),
        await new SubscriberServiceApiClientBuilder { Endpoint = emulator.Endpoint, ChannelCredentials = ChannelCredentials.Insecure }.BuildAsync());
}
