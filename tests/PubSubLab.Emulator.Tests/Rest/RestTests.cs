using System.Net;
using System.Text;
using System.Text.Json;
using PubSubLab.Emulator.Tests.Support;

namespace PubSubLab.Emulator.Tests.Rest;

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

    [Fact]
    public async Task Every_other_call_passes_over_rest_too()
    {
        await using var live = await LiveEmulator.StartAsync();
        using var http = new HttpClient { BaseAddress = new Uri($"http://{live.Emulator.Endpoint}") };
        const string Project = "/v1/projects/test";
        const string Definition = """{"type":"AVRO","definition":"{\"type\":\"record\",\"name\":\"A\",\"fields\":[]}"}""";
        async Task<JsonElement> Ok(HttpMethod method, string path, string? body = null)
        {
            var (code, json) = await SendAsync(http, method, Project + path, body);
            code.ShouldBe(HttpStatusCode.OK, $"{method} {path}: {json}");
            return json;
        }

        await Ok(HttpMethod.Put, "/topics/topic", "{}");
        (await Ok(HttpMethod.Patch, "/topics/topic", """{"topic":{"labels":{"a":"b"}},"updateMask":"labels"}""")).GetProperty("labels").GetProperty("a").GetString().ShouldBe("b");
        await Ok(HttpMethod.Put, "/subscriptions/sub", """{"topic":"projects/test/topics/topic","filter":"attributes:k","enableMessageOrdering":true}""");
        var got = await Ok(HttpMethod.Get, "/subscriptions/sub");
        got.GetProperty("filter").GetString().ShouldBe("attributes:k");
        got.TryGetProperty("detached", out _).ShouldBeFalse("what has its default value is left out");
        await Ok(HttpMethod.Post, "/subscriptions/sub:modifyPushConfig", """{"pushConfig":{"pushEndpoint":"http://localhost:9/x"}}""");
        await Ok(HttpMethod.Post, "/subscriptions/sub:modifyPushConfig", """{"pushConfig":{}}""");
        await Ok(HttpMethod.Put, "/snapshots/snap", """{"subscription":"projects/test/subscriptions/sub"}""");
        await Ok(HttpMethod.Get, "/snapshots/snap");
        await Ok(HttpMethod.Patch, "/snapshots/snap", """{"snapshot":{"labels":{"a":"b"}},"updateMask":"labels"}""");
        (await Ok(HttpMethod.Get, "/snapshots")).GetProperty("snapshots").GetArrayLength().ShouldBe(1);
        (await Ok(HttpMethod.Get, "/topics/topic/snapshots")).GetProperty("snapshots").GetArrayLength().ShouldBe(1);
        await Ok(HttpMethod.Post, "/subscriptions/sub:seek", """{"snapshot":"projects/test/snapshots/snap"}""");
        await Ok(HttpMethod.Delete, "/snapshots/snap");
        (await Ok(HttpMethod.Get, "/topics/topic/subscriptions")).GetProperty("subscriptions")[0].GetString().ShouldBe("projects/test/subscriptions/sub");
        await Ok(HttpMethod.Post, "/subscriptions/sub:detach");
        await Ok(HttpMethod.Delete, "/subscriptions/sub");

        var schema = await Ok(HttpMethod.Post, "/schemas?schemaId=schema", Definition);
        var revision = schema.GetProperty("revisionId").GetString();
        (await Ok(HttpMethod.Post, "/schemas/schema:commit", $$"""{"schema":{{Definition}}}""")).GetProperty("revisionId").GetString().ShouldNotBe(revision);
        (await Ok(HttpMethod.Get, "/schemas/schema:listRevisions")).GetProperty("schemas").GetArrayLength().ShouldBe(2);
        await Ok(HttpMethod.Post, "/schemas/schema:rollback", $$"""{"revisionId":"{{revision}}"}""");
        await Ok(HttpMethod.Delete, $"/schemas/schema@{revision}:deleteRevision");
        (await Ok(HttpMethod.Get, "/schemas?view=FULL")).GetProperty("schemas")[0].GetProperty("definition").GetString().ShouldNotBeNullOrEmpty();
        await Ok(HttpMethod.Post, "/schemas:validate", $$"""{"schema":{{Definition}}}""");
        await Ok(HttpMethod.Post, "/schemas:validateMessage", """{"name":"projects/test/schemas/schema","message":"e30=","encoding":"JSON"}""");

        await Ok(HttpMethod.Post, "/topics/topic:setIamPolicy", """{"policy":{"bindings":[{"role":"roles/viewer","members":["user:a"]}]}}""");
        (await Ok(HttpMethod.Get, "/topics/topic:getIamPolicy")).GetProperty("bindings")[0].GetProperty("role").GetString().ShouldBe("roles/viewer");
        (await Ok(HttpMethod.Post, "/topics/topic:testIamPermissions", """{"permissions":["pubsub.topics.get"]}""")).GetProperty("permissions").GetArrayLength().ShouldBe(1);
        await Ok(HttpMethod.Delete, "/schemas/schema");
    }

    [Fact]
    public async Task What_curl_sends_without_a_word_about_it_is_taken_as_json()
    {
        await using var live = await LiveEmulator.StartAsync();
        using var http = new HttpClient { BaseAddress = new Uri($"http://{live.Emulator.Endpoint}") };

        (await http.PutAsync("/v1/projects/test/topics/topic", null)).StatusCode.ShouldBe(HttpStatusCode.OK);
        using var form = new StringContent("""{"topic":"projects/test/topics/topic"}""", Encoding.UTF8, "application/x-www-form-urlencoded");
        (await http.PutAsync("/v1/projects/test/subscriptions/subscription", form)).StatusCode.ShouldBe(HttpStatusCode.OK);
        using var empty = new StringContent("");
        using var response = await http.PostAsync("/v1/projects/test/topics/topic:publish", empty);
        (await response.Content.ReadAsStringAsync()).ShouldContain("messages is empty");
    }

    [Fact]
    public async Task Ten_megabytes_pass_in_base64_and_eighty_are_refused()
    {
        await using var live = await LiveEmulator.StartAsync();
        using var http = new HttpClient { BaseAddress = new Uri($"http://{live.Emulator.Endpoint}") };
        await live.CreateTopicAsync();

        string Body(int bytes) => $$"""{"messages":[{"data":"{{Convert.ToBase64String(new byte[bytes])}}"}]}""";
        (await SendAsync(http, HttpMethod.Post, "/v1/projects/test/topics/topic:publish", Body(9_900_000))).Code.ShouldBe(HttpStatusCode.OK);
        (await SendAsync(http, HttpMethod.Post, "/v1/projects/test/topics/topic:publish", Body(10_000_001))).Json.GetProperty("error").GetProperty("message").GetString()!.ShouldContain("10000000");
        // Asks first, because what is refused is not read, and a connection that is hung up on says nothing.
        http.DefaultRequestHeaders.ExpectContinue = true;
        var (code, json) = await SendAsync(http, HttpMethod.Post, "/v1/projects/test/topics/topic:publish", Body(60_000_000));
        code.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        json.GetProperty("error").GetProperty("status").GetString().ShouldBe("INVALID_ARGUMENT");
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

    [Fact]
    public async Task A_stale_ack_id_under_exactly_once_delivery_is_refused_with_its_fate()
    {
        await using var live = await LiveEmulator.StartAsync();
        using var http = new HttpClient { BaseAddress = new Uri($"http://{live.Emulator.Endpoint}") };
        await live.CreateTopicAsync();
        await live.CreateSubscriptionAsync(set: s => s.EnableExactlyOnceDelivery = true);
        await live.PublishAsync("x");
        var ackId = (await live.PullAsync()).ShouldHaveSingleItem().AckId;
        await live.AcknowledgeAsync(ackId);

        foreach (var call in (string[])["acknowledge", "modifyAckDeadline"])
        {
            var (code, json) = await SendAsync(http, HttpMethod.Post, $"/v1/{LiveEmulator.Subscription()}:{call}", $$"""{"ackIds":["{{ackId}}"]}""");

            code.ShouldBe(HttpStatusCode.BadRequest, json.GetRawText());
            var error = json.GetProperty("error");
            error.GetProperty("status").GetString().ShouldBe("INVALID_ARGUMENT");
            var info = error.GetProperty("details")[0];
            info.GetProperty("@type").GetString().ShouldBe("type.googleapis.com/google.rpc.ErrorInfo");
            info.GetProperty("metadata").GetProperty(ackId).GetString().ShouldBe("PERMANENT_FAILURE_INVALID_ACK_ID");
        }
    }

    private static async Task<(HttpStatusCode Code, JsonElement Json)> SendAsync(HttpClient http, HttpMethod method, string path, string? body = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json") };
        using var response = await http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return (response.StatusCode, text.Length == 0 ? default : JsonDocument.Parse(text).RootElement);
    }
}
