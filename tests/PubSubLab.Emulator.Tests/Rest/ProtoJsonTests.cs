using System.Text.Json;
using PubSubLab.Emulator.Tests.Support;

namespace PubSubLab.Emulator.Tests.Rest;

/// <summary>JSON as tools write it (protobuf docs, "ProtoJSON Format"): each spelling is read, and what is none is refused by field and rule.</summary>
public sealed class ProtoJsonTests : IAsyncLifetime
{
    private const string Topic = "/v1/projects/test/topics/topic";
    private const string Subscription = "/v1/projects/test/subscriptions/subscription";
    private const string Subscriber = """{"topic":"projects/test/topics/topic"}""";
    private LiveEmulator _live = null!;
    private RestClient _rest = null!;

    public async ValueTask InitializeAsync()
    {
        _live = await LiveEmulator.StartAsync();
        _rest = new RestClient(_live.Emulator.Endpoint);
        await _rest.OkAsync("PUT", Topic);
    }

    public async ValueTask DisposeAsync()
    {
        _rest.Dispose();
        await _live.DisposeAsync();
    }

    [Theory]
    [InlineData("20")]
    [InlineData("20.0")]
    [InlineData("2e1")]
    [InlineData("2E+1")]
    [InlineData("200e-1")]
    [InlineData("\"20\"")]
    [InlineData("\"20.00\"")]
    [InlineData("\"2e1\"")]
    [InlineData("\"\\u0032\\u0030\"")]
    public async Task A_whole_number_has_many_spellings(string number)
    {
        var made = await _rest.OkAsync("PUT", Subscription, $$"""{"topic":"projects/test/topics/topic","ackDeadlineSeconds":{{number}}}""");

        made.GetProperty("ackDeadlineSeconds").GetInt32().ShouldBe(20);
    }

    [Theory]
    [InlineData("20.5")]
    [InlineData("\"20.5\"")]
    [InlineData("1e-40")]
    [InlineData("2147483648")]
    [InlineData("\"2147483648\"")]
    [InlineData("1e999")]
    [InlineData("\"1e999\"")]
    [InlineData("\" 20\"")]
    [InlineData("\"020\"")]
    [InlineData("\"0x14\"")]
    [InlineData("\"\"")]
    [InlineData("true")]
    [InlineData("[20]")]
    [InlineData("{}")]
    public async Task Other_numbers_are_refused_with_field_value_and_rule(string number)
    {
        var answer = await _rest.SendAsync("PUT", Subscription, $$"""{"topic":"projects/test/topics/topic","ackDeadlineSeconds":{{number}}}""");

        answer.Code.ShouldBe(400, answer.Json.GetRawText());
        answer.Message.ShouldBe($"Invalid value at 'ack_deadline_seconds' (TYPE_INT32), {number}. It must be a whole number from -2147483648 to 2147483647.");
    }

    [Theory]
    [InlineData("+/8=", "+/8=")]
    [InlineData("-_8=", "+/8=")]
    [InlineData("-_8", "+/8=")]
    [InlineData("+/8", "+/8=")]
    [InlineData("+\\/8=", "+/8=")]
    [InlineData("YQ", "YQ==")]
    [InlineData("YQ=", "YQ==")]
    [InlineData("YWJj", "YWJj")]
    [InlineData("\\u0059Q", "YQ==")]
    public async Task Base64_comes_in_both_alphabets_with_and_without_padding(string sent, string read)
    {
        await _rest.OkAsync("PUT", Subscription, Subscriber);
        await _rest.OkAsync("POST", $"{Topic}:publish", $$"""{"messages":[{"data":"{{sent}}"}]}""");

        var pulled = await _rest.OkAsync("POST", $"{Subscription}:pull", """{"maxMessages":1}""");

        pulled.GetProperty("receivedMessages")[0].GetProperty("message").GetProperty("data").GetString().ShouldBe(read);
    }

    [Theory]
    [InlineData("\"!!!!\"", "messages[1].data")]
    [InlineData("\"YWJjZ\"", "messages[1].data")]
    [InlineData("\"YQ\\\"\"", "messages[1].data")]
    [InlineData("1", "messages[1].data")]
    public async Task What_is_not_base64_is_refused_by_its_place(string data, string field)
    {
        var answer = await _rest.SendAsync("POST", $"{Topic}:publish", $$"""{"messages":[{"data":"YQ"},{"data":{{data}}}]}""");

        answer.Code.ShouldBe(400, answer.Json.GetRawText());
        answer.Message.ShouldBe($"Invalid value at '{field}' (TYPE_BYTES), {data}. Base64 decoding failed; it must be a string in base64.");
        var violation = answer.Error.GetProperty("details")[0];
        violation.GetProperty("@type").GetString().ShouldBe("type.googleapis.com/google.rpc.BadRequest");
        violation.GetProperty("fieldViolations")[0].GetProperty("field").GetString().ShouldBe(field);
    }

    [Fact]
    public async Task Null_is_the_default_of_every_kind_of_field()
    {
        var made = await _rest.OkAsync("PUT", Subscription, """
            {"topic":"projects/test/topics/topic","ackDeadlineSeconds":null,"labels":null,"pushConfig":null,"filter":null,"retainAckedMessages":null,
             "messageTransforms":null,"messageRetentionDuration":null,"state":null,"retry_policy":{"minimumBackoff":null}}
            """);

        made.GetProperty("ackDeadlineSeconds").GetInt32().ShouldBe(10);
        made.GetProperty("retryPolicy").GetProperty("minimumBackoff").GetString().ShouldBe("10s");
    }

    [Theory]
    [InlineData("""{"ackDeadlineSeconds":33,"enableMessageOrdering":true}""")]
    [InlineData("""{"ack_deadline_seconds":33,"enable_message_ordering":true}""")]
    [InlineData("""{"ack_deadline_seconds":12,"ackDeadlineSeconds":33,"enable_message_ordering":"true"}""")]
    public async Task Names_and_booleans_come_in_two_styles(string body)
    {
        var made = await _rest.OkAsync("PUT", Subscription, body.Insert(1, "\"topic\":\"projects/test/topics/topic\","));

        made.GetProperty("ackDeadlineSeconds").GetInt32().ShouldBe(33);
        made.GetProperty("enableMessageOrdering").GetBoolean().ShouldBeTrue();
    }

    [Theory]
    [InlineData("\"AVRO\"")]
    [InlineData("\"avro\"")]
    [InlineData("2")]
    [InlineData("2.0")]
    [InlineData("\"2\"")]
    public async Task An_enum_is_a_name_or_a_number(string type)
    {
        var made = await _rest.OkAsync("POST", "/v1/projects/test/schemas?schema_id=schema", $$"""{"type":{{type}},"definition":"{\"type\":\"record\",\"name\":\"A\",\"fields\":[]}"}""");

        made.GetProperty("type").GetString().ShouldBe("AVRO");
    }

    [Theory]
    [InlineData("\"XML\"")]
    [InlineData("9")]
    [InlineData("2.5")]
    [InlineData("\"9\"")]
    [InlineData("true")]
    public async Task Another_enum_is_refused_with_the_values_there_are(string type)
    {
        var answer = await _rest.SendAsync("POST", "/v1/projects/test/schemas?schemaId=schema", $$"""{"type":{{type}},"definition":"{\"type\":\"record\",\"name\":\"A\",\"fields\":[]}"}""");

        answer.Code.ShouldBe(400, answer.Json.GetRawText());
        answer.Message.ShouldStartWith($"Invalid value at 'schema.type' (type.googleapis.com/google.pubsub.v1.Schema.Type), {(char.IsDigit(type[0]) ? $"\"{type}\"" : type)}.");
        answer.Message.ShouldContain("PROTOCOL_BUFFER, AVRO");
    }

    [Theory]
    [InlineData("ackDeadlineSeconds,labels")]
    [InlineData("ack_deadline_seconds,labels")]
    [InlineData(" ackDeadlineSeconds , labels ")]
    [InlineData("ack_deadline_seconds, labels,")]
    public async Task A_mask_is_read_in_body_and_query_in_both_styles_with_blanks(string mask)
    {
        await _rest.OkAsync("PUT", Subscription, Subscriber);

        var byBody = await _rest.OkAsync("PATCH", Subscription, $$$"""{"subscription":{"ackDeadlineSeconds":21,"labels":{"a_b":"c"}},"updateMask":"{{{mask}}}"}""");
        byBody.GetProperty("ackDeadlineSeconds").GetInt32().ShouldBe(21);
        byBody.GetProperty("labels").GetProperty("a_b").GetString().ShouldBe("c");
        foreach (var name in (string[])["updateMask", "update_mask"])
        {
            var deadline = name.Length;
            var byQuery = await _rest.OkAsync(
                "PATCH", $"{Subscription}?{name}={Uri.EscapeDataString(mask)}", $$$"""{"subscription":{"ack_deadline_seconds":"{{{deadline + 20}}}"}}""");
            byQuery.GetProperty("ackDeadlineSeconds").GetInt32().ShouldBe(deadline + 20);
        }
    }

    [Theory]
    [InlineData("PUT", Subscription, """{"topic":"projects/test/topics/topic","ackDeadline":1}""", "Unknown name \"ackDeadline\": Cannot find field.")]
    [InlineData("PUT", Subscription, """{"topic":"t","retryPolicy":{"minimum":"1s"}}""", "Unknown name \"minimum\" at 'retry_policy': Cannot find field.")]
    [InlineData("POST", $"{Topic}:publish", """{"messages":[{"data":"YQ"},{"body":""}]}""", "Unknown name \"body\" at 'messages[1]': Cannot find field.")]
    [InlineData("PATCH", Topic, """{"topic":{"lables":{}},"updateMask":"labels"}""", "Unknown name \"lables\" at 'topic': Cannot find field.")]
    [InlineData("POST", "/v1/projects/test/schemas?schemaId=abc", """{"kind":"AVRO"}""", "Unknown name \"kind\" at 'schema': Cannot find field.")]
    [InlineData("POST", $"{Topic}:setIamPolicy", """{"policy":{"binding":[]}}""", "Unknown name \"binding\" at 'policy': Cannot find field.")]
    [InlineData("POST", $"{Subscription}:detach", """{"force":true}""", "Unknown name \"force\": Cannot find field.")]
    [InlineData("GET", "/v1/projects/test/topics?size=1", null, "Unknown name \"size\": Cannot bind query parameter. Field 'size' could not be found in request message.")]
    [InlineData("DELETE", $"{Topic}?force=true", null, "Unknown name \"force\": Cannot bind query parameter. Field 'force' could not be found in request message.")]
    [InlineData("PATCH", $"{Topic}?topic=x", "{}", "Unknown name \"topic\": Cannot bind query parameter. 'topic' is a message type.")]
    public async Task An_unknown_field_is_refused_by_name_and_place(string method, string path, string? body, string said)
    {
        var answer = await _rest.SendAsync(method, path, body);

        answer.Code.ShouldBe(400, answer.Json.GetRawText());
        answer.Message.ShouldStartWith($"Invalid JSON payload received. {said}");
        answer.Error.GetProperty("status").GetString().ShouldBe("INVALID_ARGUMENT");
    }

    [Theory]
    [InlineData("pageSize=1")]
    [InlineData("page_size=1")]
    [InlineData("pageSize=1e0")]
    [InlineData("pageSize=1.0&$alt=json&key=k&prettyPrint=false&$.xgafv=2")]
    public async Task A_query_is_read_by_the_rules_of_bodies(string query)
    {
        await _rest.OkAsync("PUT", $"{Topic}2");

        var page = await _rest.OkAsync("GET", $"/v1/projects/test/topics?{query}");

        page.GetProperty("topics").GetArrayLength().ShouldBe(1);
        page.GetProperty("nextPageToken").GetString().ShouldNotBeNullOrEmpty();
    }

    [Theory]
    [InlineData("/v1/projects/test/topics?pageSize=x", "Invalid value at 'page_size' (TYPE_INT32), \"x\".")]
    [InlineData("/v1/projects/test/schemas?view=HALF", "Invalid value at 'view' (type.googleapis.com/google.pubsub.v1.SchemaView), \"HALF\".")]
    [InlineData("/v1/projects/test/schemas?view=9", "Invalid value at 'view' (type.googleapis.com/google.pubsub.v1.SchemaView), \"9\".")]
    [InlineData("/v1/projects/test/topics?$alt=proto", "alt is \"proto\"")]
    public async Task A_wrong_query_is_refused_with_field_and_value(string path, string said)
    {
        var answer = await _rest.SendAsync("GET", path);

        answer.Code.ShouldBe(400, answer.Json.GetRawText());
        answer.Message.ShouldStartWith(said);
    }

    [Theory]
    [InlineData("view=FULL", true)]
    [InlineData("view=2", true)]
    [InlineData("view=full", true)]
    [InlineData("view=BASIC", false)]
    [InlineData("view=1", false)]
    public async Task A_query_names_an_enum_by_name_or_number(string query, bool isFull)
    {
        await _rest.OkAsync("POST", "/v1/projects/test/schemas?schemaId=schema", """{"type":"AVRO","definition":"{\"type\":\"record\",\"name\":\"A\",\"fields\":[]}"}""");

        var listed = await _rest.OkAsync("GET", $"/v1/projects/test/schemas?{query}");

        listed.GetProperty("schemas")[0].TryGetProperty("definition", out _).ShouldBe(isFull);
    }

    [Fact]
    public async Task Enums_are_written_as_numbers_where_a_client_asks_for_them()
    {
        var topic = await _rest.OkAsync("GET", $"{Topic}?$alt=json%3Benum-encoding=int");

        topic.GetProperty("state").ValueKind.ShouldBe(JsonValueKind.Number);
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("", true)]
    [InlineData(" \r\n", true)]
    [InlineData("{}", true)]
    [InlineData("\uFEFF{}", false)]
    public async Task An_empty_body_has_no_fields_also_in_chunks(string body, bool isChunked)
    {
        var answer = await _rest.SendAsync("PUT", $"{Topic}2", body, isChunked: isChunked);

        answer.Code.ShouldBe(200, answer.Json.GetRawText());
    }

    [Theory]
    [InlineData("application/json; charset=utf-8")]
    [InlineData("text/plain;charset=UTF-8")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData(null)]
    public async Task Json_is_json_whatever_a_tool_calls_it(string? contentType)
    {
        var answer = await _rest.SendAsync("POST", $"{Topic}:publish", """{"messages":[{"data":"YQ=="}]}""", contentType);

        answer.Code.ShouldBe(200, answer.Json.GetRawText());
    }

    [Theory]
    [InlineData("[]", "Root element must be a message")]
    [InlineData("null", "Root element must be a message")]
    [InlineData("\"x\"", "Root element must be a message")]
    [InlineData("{\n \"messages\": [}", "It is at line 2, column 15.")]
    [InlineData("{} {}", "It is at line 1, column 4.")]
    [InlineData("{\"messages\":[{\"data\":\"\\ud800\"}]}", "half of a surrogate pair")]
    [InlineData("{\"messages\":[{\"orderingKey\":\"\\ud800\"}]}", "half of a surrogate pair")]
    [InlineData("{\"messages\":[{\"attributes\":{\"\\ud800\":\"x\"}}]}", "half of a surrogate pair")]
    [InlineData("{\"messages\":[{\"attributes\":{\"x\":\"\\udc00\"}}]}", "half of a surrogate pair")]
    [InlineData("{\"messages\":[{\"publishTime\":\"\\ud800\"}]}", "half of a surrogate pair")]
    [InlineData("{\"messages\":{}}", "Invalid value at 'messages' (type.googleapis.com/google.pubsub.v1.PubsubMessage), {}. It must be an array.")]
    [InlineData("{\"messages\":[{\"data\":\"\"},null]}", "Invalid value at 'messages[1]' (type.googleapis.com/google.pubsub.v1.PubsubMessage), null. It must be an object.")]
    [InlineData("{\"messages\":[{\"attributes\":[]}]}", "Invalid value at 'messages[0].attributes' (type.googleapis.com/google.pubsub.v1.PubsubMessage.AttributesEntry), []. It must be an object.")]
    [InlineData("{\"messages\":[{\"attributes\":{\"k\":1}}]}", "Invalid value at 'messages[0].attributes[\"k\"]' (TYPE_STRING), 1. It must be a string.")]
    public async Task What_is_not_such_a_message_is_refused_with_its_place(string body, string said)
    {
        var answer = await _rest.SendAsync("POST", $"{Topic}:publish", body);

        answer.Code.ShouldBe(400, answer.Json.GetRawText());
        answer.Message.ShouldContain(said);
        answer.Error.GetProperty("status").GetString().ShouldBe("INVALID_ARGUMENT");
    }

    [Theory]
    [InlineData("labels", "{\"\\ud800\":\"x\"}")]
    [InlineData("labels", "{\"x\":\"\\ud800\"}")]
    [InlineData("enableMessageOrdering", "\"\\ud800\"")]
    [InlineData("ackDeadlineSeconds", "\"\\ud800\"")]
    [InlineData("messageRetentionDuration", "\"\\ud800\"")]
    public async Task Half_a_surrogate_pair_is_named_in_a_field_of_any_type(string field, string value)
    {
        var answer = await _rest.SendAsync("PUT", Subscription, $$"""{"topic":"projects/test/topics/topic","{{field}}":{{value}}}""");

        answer.Code.ShouldBe(400, answer.Json.GetRawText());
        answer.Message.ShouldContain("half of a surrogate pair");
    }

    [Theory]
    [InlineData("messageRetentionDuration", "\"600\"", "google.protobuf.Duration")]
    [InlineData("messageRetentionDuration", "600", "google.protobuf.Duration")]
    [InlineData("expirationPolicy", "[]", "google.pubsub.v1.ExpirationPolicy")]
    public async Task A_wrong_value_of_a_message_type_is_refused_with_its_rule(string field, string value, string type)
    {
        var answer = await _rest.SendAsync("PUT", Subscription, $$"""{"topic":"projects/test/topics/topic","{{field}}":{{value}}}""");

        answer.Code.ShouldBe(400, answer.Json.GetRawText());
        answer.Message.ShouldContain($"(type.googleapis.com/{type}), {value}. It must be ");
    }

    [Theory]
    [InlineData("/v1/projects/test/topics/topic")]
    [InlineData("/v1/projects/test/topics")]
    [InlineData("/v1/projects/test/schemas")]
    [InlineData("/v1/projects/test/topics/topic:getIamPolicy")]
    [InlineData("/healthz")]
    [InlineData("/")]
    public async Task Head_is_answered_as_get_is_without_a_body(string path)
    {
        var head = await _rest.SendAsync("HEAD", path);
        head.Code.ShouldBe(200);
        head.Response.RequestMessage!.Method.ShouldBe(HttpMethod.Head);
        (await _rest.SendAsync("HEAD", "/v1/projects/test/topics/missing")).Code.ShouldBe(404);
    }

    [Fact]
    public async Task A_client_without_patch_sends_post_and_the_method_that_it_means()
    {
        var answer = await _rest.SendAsync(
            "POST", Topic, """{"topic":{"labels":{"a":"b"}},"updateMask":"labels"}""", headers: ("X-HTTP-Method-Override", "PATCH"));

        answer.Code.ShouldBe(200, answer.Json.GetRawText());
        answer.Json.GetProperty("labels").GetProperty("a").GetString().ShouldBe("b");
    }

    [Theory]
    [InlineData("GET", Topic + "x", null, 404, "Resource not found (resource=topicx).")]
    [InlineData("POST", Subscription + ":pull", "{\"maxMessages\":1}", 404, "Resource not found (resource=subscription).")]
    [InlineData("PUT", Topic, "{}", 409, "Resource already exists in the project (resource=topic).")]
    public async Task Errors_have_the_words_that_tools_look_for(string method, string path, string? body, int code, string words)
    {
        var answer = await _rest.SendAsync(method, path, body);

        answer.Code.ShouldBe(code, answer.Json.GetRawText());
        answer.Message.ShouldContain(words);
    }

    [Fact]
    public async Task What_is_over_a_limit_of_a_request_is_too_large()
    {
        var messages = string.Join(',', Enumerable.Repeat("""{"data":"YQ"}""", 1001));

        (await _rest.SendAsync("POST", $"{Topic}:publish", $$"""{"messages":[{{messages}}]}""")).Message.ShouldContain("too large");
        (await _rest.SendAsync("POST", $"{Topic}:publish", $$"""{"messages":[{"data":"{{Convert.ToBase64String(new byte[10_000_001])}}"}]}""")).Message.ShouldContain("too large");
    }

    [Fact]
    public async Task A_body_that_is_compressed_is_refused_with_the_way_out()
    {
        using var http = new HttpClient { BaseAddress = new Uri($"http://{_live.Emulator.Endpoint}") };
        using var content = new StringContent("x", System.Text.Encoding.UTF8, "application/json");
        content.Headers.ContentEncoding.Add("gzip");

        using var response = await http.PutAsync($"{Topic}2", content);

        ((int)response.StatusCode).ShouldBe(400);
        (await response.Content.ReadAsStringAsync()).ShouldContain("content-encoding");
    }
}
