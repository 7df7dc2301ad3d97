using System.Net;
using Google.Cloud.PubSub.V1;
using Grpc.Core;
using PubSubLab.Emulator.Tests.Rest;
using PubSubLab.Emulator.Tests.Support;
using static PubSubLab.Emulator.Tests.Support.LiveEmulator;

namespace PubSubLab.Emulator.Tests.Service;

/// <summary>The attribute of a push configuration, <c>x-goog-version</c>, over gRPC and REST.</summary>
public sealed class PushVersionTests
{
    private const string Version = "x-goog-version";

    [Fact]
    public async Task The_version_is_always_there_and_stays_where_a_change_does_not_name_it()
    {
        await using var live = await StartAsync();
        using var rest = new RestClient(live.Emulator.Endpoint);
        await live.CreateTopicAsync();
        string Body(string config) => $$"""{"pushConfig":{{config}}}""";
        async Task<string> ReadAsync() => (await live.Subscriber.GetSubscriptionAsync(new() { Subscription = Subscription() })).PushConfig.Attributes[Version];

        (await live.CreateSubscriptionAsync(set: s => s.PushConfig = new() { PushEndpoint = "http://127.0.0.1:9/a" })).PushConfig.Attributes[Version].ShouldBe("v1");
        await live.Subscriber.ModifyPushConfigAsync(new() { Subscription = Subscription(), PushConfig = new() { PushEndpoint = "http://127.0.0.1:9/b", Attributes = { [Version] = "v1beta2" } } });
        (await ReadAsync()).ShouldBe("v1beta2");
        await rest.OkAsync("POST", $"/v1/{Subscription()}:modifyPushConfig", Body("""{"pushEndpoint":"http://127.0.0.1:9/c"}"""));
        (await ReadAsync()).ShouldBe("v1beta2");
        var patched = await rest.OkAsync(
            "PATCH", $"/v1/{Subscription()}?updateMask=push_config", """{"subscription":{"pushConfig":{"pushEndpoint":"http://127.0.0.1:9/d"}}}""");
        patched.GetProperty("pushConfig").GetProperty("attributes").GetProperty(Version).GetString().ShouldBe("v1beta2");

        await rest.OkAsync("POST", $"/v1/{Subscription()}:modifyPushConfig", Body("{}"));
        (await live.Subscriber.GetSubscriptionAsync(new() { Subscription = Subscription() })).PushConfig.ShouldBe(new PushConfig());
        await rest.OkAsync("POST", $"/v1/{Subscription()}:modifyPushConfig", Body("""{"pushEndpoint":"http://127.0.0.1:9/e"}"""));
        (await ReadAsync()).ShouldBe("v1");
    }

    [Theory]
    [InlineData(Version, "v2", "it must be v1, v1beta2 or v1beta1")]
    [InlineData("color", "red", "the only attribute is x-goog-version")]
    public async Task Other_attributes_are_refused(string key, string value, string rule)
    {
        await using var live = await StartAsync();
        using var rest = new RestClient(live.Emulator.Endpoint);
        await live.CreateTopicAsync();

        var refused = await FailsAsync(StatusCode.InvalidArgument, () => live.CreateSubscriptionAsync(
            set: s => s.PushConfig = new() { PushEndpoint = "http://127.0.0.1:9/", Attributes = { [key] = value } }));
        var answer = await rest.SendAsync(
            "PUT", $"/v1/{Subscription()}", $$$"""{"topic":"{{{Topic()}}}","pushConfig":{"pushEndpoint":"http://127.0.0.1:9/","attributes":{"{{{key}}}":"{{{value}}}"} } }""");

        refused.Status.Detail.ShouldContain(rule);
        answer.Code.ShouldBe((int)HttpStatusCode.BadRequest);
        answer.Message.ShouldBe(refused.Status.Detail);
    }

    [Fact]
    public async Task The_oldest_version_has_the_format_of_its_api()
    {
        await using var endpoint = await PushEndpoint.StartAsync(_ => 200);
        await using var live = await StartAsync();
        await live.CreateTopicAsync();
        await live.CreateSubscriptionAsync(set: s => s.PushConfig = new() { PushEndpoint = endpoint.Url, Attributes = { [Version] = "v1beta1" } });

        var ids = await live.PublishAsync(Message("hello", "", ("k", "v")));

        var body = (await endpoint.NextAsync()).Json;
        body.GetProperty("subscription").GetString().ShouldBe("/subscriptions/test/subscription");
        body.GetProperty("message").GetProperty("messageId").GetString().ShouldBe(ids[0]);
        body.GetProperty("message").GetProperty("label")[0].GetProperty("strValue").GetString().ShouldBe("v");
    }
}
