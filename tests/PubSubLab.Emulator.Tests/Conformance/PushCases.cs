using Google.Cloud.PubSub.V1;
using Grpc.Core;
using PubSubLab.Emulator.Tests.Support;
using static PubSubLab.Emulator.Tests.Support.LiveEmulator;

namespace PubSubLab.Emulator.Tests.Conformance;

/// <summary>Rules of push requests.</summary>
internal static class PushCases
{
    private const string Version = "x-goog-version";
    private const string Unwrapping = "Payload unwrapping for push subscriptions";

    public static IReadOnlyList<ConformanceCase> All { get; } =
    [
        new("Push: the agent is CloudPubSub-Google", Unwrapping, async s =>
            (await PushedAsync(s, new(), Message("x"))).Headers["User-Agent"].ShouldBe("CloudPubSub-Google")),
        new("Push: a message without a wrapper is its data alone", Unwrapping, async s =>
            (await PushedAsync(s, new() { NoWrapper = new() }, Message("raw"))).Body.ShouldBe("raw")),
        new("Push: writeMetadata makes headers of attributes, content headers too", Unwrapping, async s =>
        {
            var seen = await PushedAsync(s, new() { NoWrapper = new() { WriteMetadata = true } }, Message("a,b", "", ("Content-Type", "text/csv"), ("k", "v")));
            seen.Headers["k"].ShouldBe("v");
            seen.Headers["Content-Type"].ShouldBe("text/csv");
        }),
        new("Push: an OIDC token is sent as a signed JWT", "Authentication for push subscriptions", async s =>
        {
            var seen = await PushedAsync(s, new() { OidcToken = new() { ServiceAccountEmail = "push@p.iam.gserviceaccount.com", Audience = "a" } }, Message("x"));
            var token = seen.Headers["Authorization"];
            token.ShouldStartWith("Bearer ");
            token.Split('.')[2].ShouldNotBeEmpty();
        }),
        new("Push: `x-goog-version` is there when a configuration is read", "google.pubsub.v1.PushConfig.attributes", async s =>
        {
            var subscription = await s.SubscriptionAsync(await s.TopicAsync(), x => x.PushConfig = new() { PushEndpoint = "http://127.0.0.1:9/" });
            (await ReadAsync(s, subscription)).Attributes[Version].ShouldBe("v1");
        }),
        new("Push: `x-goog-version` stays where a change does not name it", "google.pubsub.v1.PushConfig.attributes", async s =>
        {
            var subscription = await s.SubscriptionAsync(await s.TopicAsync(), x => x.PushConfig = new() { PushEndpoint = "http://127.0.0.1:9/", Attributes = { [Version] = "v1beta2" } });
            await s.Subscriber.ModifyPushConfigAsync(new() { Subscription = subscription, PushConfig = new() { PushEndpoint = "http://127.0.0.1:9/b" } });
            (await ReadAsync(s, subscription)).Attributes[Version].ShouldBe("v1beta2");
        }),
        new("Push: another attribute is INVALID_ARGUMENT", "google.pubsub.v1.PushConfig.attributes", async s =>
        {
            var topic = await s.TopicAsync();
            await FailsAsync(StatusCode.InvalidArgument, () => s.SubscriptionAsync(topic, x => x.PushConfig = new() { PushEndpoint = "http://127.0.0.1:9/", Attributes = { ["color"] = "red" } }));
        }),
    ];

    private static async Task<PushConfig> ReadAsync(ConformanceSubject subject, string subscription) =>
        (await subject.Subscriber.GetSubscriptionAsync(new() { Subscription = subscription })).PushConfig;

    private static async Task<PushRequestSeen> PushedAsync(ConformanceSubject subject, PushConfig config, PubsubMessage message)
    {
        await using var endpoint = await PushEndpoint.StartAsync(_ => 200);
        var topic = await subject.TopicAsync();
        config.PushEndpoint = endpoint.Url;
        await subject.SubscriptionAsync(topic, x => x.PushConfig = config);
        await subject.PublishAsync(topic, message);
        return await endpoint.NextAsync();
    }
}
