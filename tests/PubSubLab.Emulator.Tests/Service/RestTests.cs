using System.Net;
using System.Text;
using System.Text.Json;
using PubSubLab.Emulator.Tests.Support;

namespace PubSubLab.Emulator.Tests.Service;

public sealed class RestTests
{
    [Fact]
    public async Task Topics_messages_and_acknowledgements_pass_over_rest_on_the_same_port()
    {
        await using var live = await LiveEmulator.StartAsync();
        using var http = new HttpClient { BaseAddress = new Uri($"http://{live.Emulator.Endpoint}") };

        (await SendAsync(http, HttpMethod.Put, "/v1/projects/test/topics/topic", "{}")).Json.GetProperty("name").GetString().ShouldBe("projects/test/topics/topic");
        await SendAsync(http, HttpMethod.Put, "/v1/projects/test/subscriptions/subscription", """{"topic":"projects/test/topics/topic","ackDeadlineSeconds":20}""");
        var published = await SendAsync(http, HttpMethod.Post, "/v1/projects/test/topics/topic:publish", """{"messages":[{"data":"aGVsbG8=","attributes":{"k":"v"}}]}""");
        published.Code.ShouldBe(HttpStatusCode.OK, published.Json.GetRawText());
        published.Json.GetProperty("messageIds").GetArrayLength().ShouldBe(1);

        var pulled = await SendAsync(http, HttpMethod.Post, "/v1/projects/test/subscriptions/subscription:pull", """{"maxMessages":10}""");
        var received = pulled.Json.GetProperty("receivedMessages")[0];
        received.GetProperty("message").GetProperty("data").GetString().ShouldBe("aGVsbG8=");
        received.GetProperty("message").GetProperty("attributes").GetProperty("k").GetString().ShouldBe("v");
        var ackId = received.GetProperty("ackId").GetString();
        await SendAsync(http, HttpMethod.Post, "/v1/projects/test/subscriptions/subscription:modifyAckDeadline", $$"""{"ackIds":["{{ackId}}"],"ackDeadlineSeconds":60}""");
        (await SendAsync(http, HttpMethod.Post, "/v1/projects/test/subscriptions/subscription:acknowledge", $$"""{"ackIds":["{{ackId}}"]}""")).Code.ShouldBe(HttpStatusCode.OK);
        var listed = await SendAsync(http, HttpMethod.Get, "/v1/projects/test/subscriptions");
        listed.Code.ShouldBe(HttpStatusCode.OK, listed.Json.GetRawText());
        listed.Json.GetProperty("subscriptions").GetArrayLength().ShouldBe(1);
        var patched = await SendAsync(http, HttpMethod.Patch, "/v1/projects/test/subscriptions/subscription", """{"subscription":{"ackDeadlineSeconds":33},"updateMask":"ackDeadlineSeconds"}""");
        patched.Code.ShouldBe(HttpStatusCode.OK, patched.Json.GetRawText());
        patched.Json.GetProperty("ackDeadlineSeconds").GetInt32().ShouldBe(33);
        (await SendAsync(http, HttpMethod.Delete, "/v1/projects/test/topics/topic")).Code.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("GET", "/v1/projects/test/topics/missing", null, 404, "NOT_FOUND")]
    [InlineData("PUT", "/v1/projects/test/topics/x", "{}", 400, "INVALID_ARGUMENT")]
    [InlineData("PUT", "/v1/projects/test/topics/topic", "{ this is not", 400, "INVALID_ARGUMENT")]
    [InlineData("GET", "/nothing/here", null, 404, "NOT_FOUND")]
    [InlineData("POST", "/v1/projects/test/topics/topic", "{}", 404, "NOT_FOUND")]
    public async Task An_error_has_googles_shape(string method, string path, string? body, int code, string status)
    {
        await using var live = await LiveEmulator.StartAsync();
        using var http = new HttpClient { BaseAddress = new Uri($"http://{live.Emulator.Endpoint}") };

        var (httpCode, json) = await SendAsync(http, new HttpMethod(method), path, body);

        ((int)httpCode).ShouldBe(code);
        var error = json.GetProperty("error");
        error.GetProperty("code").GetInt32().ShouldBe(code);
        error.GetProperty("status").GetString().ShouldBe(status);
        error.GetProperty("message").GetString().ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public async Task Health_and_reset_are_there_for_suites_in_other_languages()
    {
        await using var live = await LiveEmulator.StartAsync();
        await live.CreateTopicAsync();
        await live.CreateSubscriptionAsync();
        using var http = new HttpClient { BaseAddress = new Uri($"http://{live.Emulator.Endpoint}") };

        (await http.GetStringAsync("/healthz")).ShouldBe("Ok\n");
        (await http.GetStringAsync("/")).ShouldBe("Ok\n");
        (await http.DeleteAsync("/emulator/v1/projects/test")).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        (await live.Publisher.ListTopicsAsync(new() { Project = LiveEmulator.Project })).Topics.ShouldBeEmpty();
        (await live.Subscriber.ListSubscriptionsAsync(new() { Project = LiveEmulator.Project })).Subscriptions.ShouldBeEmpty();
    }

    private static async Task<(HttpStatusCode Code, JsonElement Json)> SendAsync(HttpClient http, HttpMethod method, string path, string? body = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json") };
        using var response = await http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return (response.StatusCode, text.Length == 0 ? default : JsonDocument.Parse(text).RootElement);
    }
}
