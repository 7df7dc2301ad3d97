using Google.Api.Gax;
using Google.Api.Gax.Grpc;
using Google.Apis.Auth.OAuth2;
using Google.Cloud.PubSub.V1;
using Grpc.Core;
using PubSubLab.Client.Tests.Server;
using PubSubLab.Client.Tests.Support;

namespace PubSubLab.Client.Tests.Gax;

public class SettingsTests
{
    private static readonly GoogleCredential s_credential = GoogleCredential.FromAccessToken("token");

    public static TheoryData<long?, long?, double?> WrongBatching => new()
    {
        { 0, null, null },
        { 1_001, null, null },
        { null, 0, null },
        { null, 10_000_001, null },
        { null, null, 0 },
    };

    public static TheoryData<double?, double?, double?, string> WrongLeases => new()
    {
        { 9.9, null, null, "AckDeadline" },
        { 601, null, null, "AckDeadline" },
        { null, 0.049, null, "AckExtensionWindow" },
        { null, 30.1, null, "AckExtensionWindow" },
        { 20, 10.1, null, "AckExtensionWindow" },
        { null, null, -1, "MaxTotalAckExtension" },
    };

    [Theory]
    [MemberData(nameof(WrongBatching))]
    public void Batching_out_of_range_is_refused(long? count, long? bytes, double? milliseconds)
    {
        var settings = new PublisherClient.Settings
        {
            BatchingSettings = new BatchingSettings(count, bytes, milliseconds is { } delay ? TimeSpan.FromMilliseconds(delay) : null),
        };

        var refusal = Should.Throw<ArgumentException>(() => new PublisherClientImpl(Lab.Topic, [new ScriptedPublisher()], settings, null));

        refusal.ParamName.ShouldNotBeNull().ShouldStartWith("BatchingSettings.");
    }

    [Theory]
    [MemberData(nameof(WrongLeases))]
    public void Leases_out_of_range_are_refused(double? deadline, double? window, double? total, string name)
    {
        var settings = new SubscriberClient.Settings
        {
            AckDeadline = Seconds(deadline),
            AckExtensionWindow = Seconds(window),
            MaxTotalAckExtension = Seconds(total),
        };

        var refusal = Should.Throw<ArgumentOutOfRangeException>(() => new SubscriberClientImpl(Lab.Subscription, [new ScriptedSubscriber()], settings, null));

        refusal.ParamName.ShouldBe(name);
        static TimeSpan? Seconds(double? seconds) => seconds is { } some ? TimeSpan.FromSeconds(some) : null;
    }

    [Theory]
    [InlineData(0)]
    [InlineData(257)]
    public void A_client_count_out_of_range_is_refused(int count)
    {
        Should.Throw<ArgumentOutOfRangeException>(() => new PublisherClientBuilder { ClientCount = count }).Message.ShouldContain("[1, 256]");
        Should.Throw<ArgumentOutOfRangeException>(() => new SubscriberClientBuilder { ClientCount = count });
    }

    [Fact]
    public void A_builder_without_its_resource_is_refused()
    {
        Should.Throw<InvalidOperationException>(() => new PublisherClientBuilder().Build()).Message.ShouldContain("TopicName");
        Should.Throw<InvalidOperationException>(() => new SubscriberClientBuilder().Build()).Message.ShouldContain("SubscriptionName");
    }

    [Fact]
    public void Builder_properties_that_contradict_each_other_are_refused()
    {
        Action<PublisherServiceApiClientBuilder>[] contradictions =
        [
            builder => (builder.GoogleCredential, builder.ChannelCredentials) = (s_credential, ChannelCredentials.Insecure),
            builder => (builder.ApiKey, builder.GoogleCredential) = ("key", s_credential),
            builder => (builder.Scopes, builder.ChannelCredentials) = (["scope"], ChannelCredentials.Insecure),
            builder => (builder.QuotaProject, builder.ChannelCredentials) = ("payer", ChannelCredentials.Insecure),
            builder => (builder.CallInvoker, builder.Endpoint) = (new ScriptedInvoker(), "localhost:1"),
            builder => (builder.CallInvoker, builder.GoogleCredential) = (new ScriptedInvoker(), s_credential),
            builder => (builder.UniverseDomain, builder.Endpoint, builder.ChannelCredentials) = ("example.com", "localhost:1", ChannelCredentials.Insecure),
#pragma warning disable CS0618 // Obsolete, and part of the rules.
            builder => (builder.Scopes, builder.TokenAccessMethod) = (["scope"], (_, _) => Task.FromResult("token")),
            builder => (builder.ApiKey, builder.TokenAccessMethod) = ("key", (_, _) => Task.FromResult("token")),
#pragma warning restore CS0618
        ];

        foreach (var contradict in contradictions)
        {
            var builder = new PublisherServiceApiClientBuilder();
            contradict(builder);
            Should.Throw<InvalidOperationException>(() => builder.Build());
        }
    }

    [Fact]
    public void Null_arguments_are_refused_by_name()
    {
        Should.Throw<ArgumentNullException>(() => new PublisherClientImpl(null!, [new ScriptedPublisher()], new PublisherClient.Settings(), null)).ParamName.ShouldBe("topicName");
        Should.Throw<ArgumentException>(() => new PublisherClientImpl(Lab.Topic, [], new PublisherClient.Settings(), null)).ParamName.ShouldBe("clients");
        Should.Throw<ArgumentException>(() => new SubscriberClientImpl(Lab.Subscription, [null!], new SubscriberClient.Settings(), null)).ParamName.ShouldBe("clients");
        Should.Throw<ArgumentOutOfRangeException>(() => new FlowControlSettings(-1, null));
        Should.Throw<ArgumentNullException>(() => { _ = new PublisherClientImpl(Lab.Topic, [new ScriptedPublisher()], new PublisherClient.Settings(), null).PublishAsync((PubsubMessage)null!); });
    }

    [Fact]
    public void What_is_no_name_is_no_name()
    {
        Should.Throw<ArgumentException>(() => new TopicName("p", "a/b")).ParamName.ShouldBe("topicId");
        Should.Throw<ArgumentException>(() => new CryptoKeyName("p", "europe", "", "key")).ParamName.ShouldBe("keyRingId");
        Should.Throw<ArgumentException>(() => TopicName.Parse("", allowUnparsed: true));
        Should.Throw<ArgumentException>(() => new UnparsedResourceName(""));
        UnparsedResourceName.TryParse(null!, out _).ShouldBeFalse();
        SubscriptionName.TryParse("//projects/p/subscriptions/s", out _).ShouldBeFalse();
        ListingName.TryParse("projects/p/locations/europe/listings/l", out _).ShouldBeFalse();
    }

    [Fact]
    public void A_client_without_its_resource_is_refused_by_name()
    {
        Should.Throw<ArgumentNullException>(() => PublisherClient.Create(null!)).ParamName.ShouldBe("topicName");
        Should.Throw<ArgumentNullException>(() => SubscriberClient.Create(null!)).ParamName.ShouldBe("subscriptionName");
    }

    [Fact]
    public void A_detection_that_is_none_is_refused() =>
        Should.Throw<ArgumentException>(() => new PublisherClientBuilder { EmulatorDetection = (EmulatorDetection)7 });

    [Theory]
    [InlineData(false, 2)]
    [InlineData(true, 1)]
    public async Task Clients_have_a_connection_each_unless_they_share_one(bool share, int channels)
    {
        var made = 0;
        var adapter = GrpcNetClientAdapter.Default.WithAdditionalOptions(_ => made++);
        await using var publisher = await new PublisherClientBuilder
        {
            TopicName = Lab.Topic, Endpoint = "localhost:1", ChannelCredentials = ChannelCredentials.Insecure, GrpcAdapter = adapter, ClientCount = 2, ShareClientConnections = share,
        }.BuildAsync(TestContext.Current.CancellationToken);
        made.ShouldBe(channels);
        await using var subscriber = await new SubscriberClientBuilder
        {
            SubscriptionName = Lab.Subscription, Endpoint = "localhost:1", ChannelCredentials = ChannelCredentials.Insecure, GrpcAdapter = adapter, ClientCount = 2, ShareClientConnections = share,
        }.BuildAsync(TestContext.Current.CancellationToken);
        made.ShouldBe(2 * channels);
    }

    [Fact]
    public void Calls_are_tried_five_times_in_a_minute_and_streams_last_half_an_hour()
    {
        var settings = SubscriberServiceApiSettings.GetDefault();

        settings.PullSettings.Retry.MaxAttempts.ShouldBe(5);
        settings.PullSettings.Expiration.Timeout.ShouldBe(TimeSpan.FromMinutes(1));
        settings.PullSettings.Retry.RetryFilter(new RpcException(new Status(StatusCode.Internal, ""))).ShouldBeTrue();
        settings.StreamingPullSettings.Expiration.Timeout.ShouldBe(TimeSpan.FromMinutes(30));
        settings.StreamingPullSettings.Retry.ShouldBeNull();
    }

    [Fact]
    public void The_quota_project_s_header_belongs_to_the_builder() =>
        Should.Throw<InvalidOperationException>(() => CallSettings.FromHeader("X-Goog-User-Project", "payer")).Message.ShouldContain("QuotaProject");

    [Fact]
    public void Settings_are_laid_over_each_other()
    {
        var headers = new Metadata();
        var merged = CallSettings.FromHeader("a", "1").WithTimeout(TimeSpan.FromSeconds(1)).MergedWith(CallSettings.FromHeader("b", "2").WithTimeout(TimeSpan.FromSeconds(2)));

        merged.HeaderMutation(headers);

        headers.Select(header => $"{header.Key}={header.Value}").ShouldBe(["a=1", "b=2"]);
        merged.Expiration.Timeout.ShouldBe(TimeSpan.FromSeconds(2));
        ((CallSettings?)null).MergedWith(null).ShouldBeNull();
    }

    [Fact]
    public void A_copy_of_settings_can_be_changed_alone()
    {
        var settings = new SubscriberClient.Settings { AckDeadline = TimeSpan.FromSeconds(20), UseLegacyFlowControl = true };
        var copy = settings.Clone();
        copy.AckDeadline = TimeSpan.FromSeconds(30);

        settings.AckDeadline.ShouldBe(TimeSpan.FromSeconds(20));
        copy.UseLegacyFlowControl.ShouldBeTrue();
    }
}
