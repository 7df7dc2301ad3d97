using System.Text.Json;

namespace PubSubLab.Emulator.Tests.Conformance;

/// <summary>Rules of REST: JSON as tools write it, and errors as they read them.</summary>
internal static class RestCases
{
    private const string ProtoJson = "ProtoJSON format";
    private const string Masks = "google.protobuf.FieldMask";

    public static IReadOnlyList<ConformanceCase> All { get; } =
    [
        new("REST: a whole number may stand in quotes", ProtoJson, s => DeadlineAsync(s, "\"20\"")),
        new("REST: a whole number may have an exponent, also in quotes", ProtoJson, async s =>
        {
            await DeadlineAsync(s, "2e1");
            await DeadlineAsync(s, "\"2e1\"");
        }),
        new("REST: bytes may be base64 for URLs without padding", ProtoJson, async s =>
        {
            var topic = await s.TopicAsync();
            var subscription = await s.SubscriptionAsync(topic);
            await s.Rest.OkAsync("POST", $"/v1/{topic}:publish", """{"messages":[{"data":"-_8"}]}""");
            (await s.PullAsync(subscription, 1))[0].Message.Data.ToBase64().ShouldBe("+/8=");
        }),
        new("REST: names may be snake_case", ProtoJson, async s =>
        {
            var made = await CreateAsync(s, "\"ack_deadline_seconds\":20");
            made.GetProperty("ackDeadlineSeconds").GetInt32().ShouldBe(20);
        }),
        new("REST: null is a field's default", ProtoJson, s => CreateAsync(s, "\"labels\":null,\"pushConfig\":null,\"ackDeadlineSeconds\":null")),
        new("REST: an enum may be a number, in bodies and queries", ProtoJson, async s =>
        {
            var id = ConformanceSubject.NewId("schema");
            await s.Rest.OkAsync("POST", $"/v1/projects/conformance/schemas?schemaId={id}", """{"type":2,"definition":"{\"type\":\"record\",\"name\":\"A\",\"fields\":[]}"}""");
            (await s.Rest.OkAsync("GET", $"/v1/projects/conformance/schemas/{id}?view=1")).TryGetProperty("definition", out _).ShouldBeFalse();
        }),
        new("REST: a mask in the body may be snake_case", Masks, s => UpdateAsync(s, "", "ack_deadline_seconds,push_config")),
        new("REST: a mask in the body may have blanks", Masks, s => UpdateAsync(s, "", "ack_deadline_seconds, push_config")),
        new("REST: a mask may stand in the query", Masks, s => UpdateAsync(s, "?updateMask=ackDeadlineSeconds", null)),
        new("REST: an unknown field is refused by its name", "REST reference", async s =>
        {
            var answer = await s.Rest.SendAsync("PUT", $"/v1/projects/conformance/topics/{ConformanceSubject.NewId("topic")}", """{"lables":{}}""");
            answer.Code.ShouldBe(400);
            answer.Message.ShouldContain("Unknown name \"lables\"");
        }),
        new("REST: a wrong value is refused with its field", "REST reference", async s =>
        {
            var answer = await s.Rest.SendAsync("PUT", $"/v1/projects/conformance/subscriptions/{ConformanceSubject.NewId("sub")}", """{"ackDeadlineSeconds":"x"}""");
            answer.Code.ShouldBe(400);
            answer.Message.ShouldContain("ack_deadline_seconds");
        }),
        new("REST: a body of text/plain is JSON, as fetch() sends it", "REST reference", async s =>
        {
            var answer = await s.Rest.SendAsync("PUT", $"/v1/projects/conformance/topics/{ConformanceSubject.NewId("topic")}", "{}", "text/plain;charset=UTF-8");
            answer.Code.ShouldBe(200);
        }),
        new("REST: an empty body may come in chunks", "REST reference", async s =>
        {
            var answer = await s.Rest.SendAsync("PUT", $"/v1/projects/conformance/topics/{ConformanceSubject.NewId("topic")}", "", isChunked: true);
            answer.Code.ShouldBe(200);
        }),
        new("REST: POST may stand for PATCH, with a header", "System parameters", async s =>
        {
            var answer = await s.Rest.SendAsync(
                "POST", $"/v1/{await s.TopicAsync()}", """{"topic":{"labels":{"a":"b"}},"updateMask":"labels"}""", headers: ("X-HTTP-Method-Override", "PATCH"));
            answer.Code.ShouldBe(200);
        }),
        new("REST: enums are numbers where the query asks for it", "System parameters", async s =>
        {
            var id = ConformanceSubject.NewId("schema");
            var made = await s.Rest.OkAsync(
                "POST", $"/v1/projects/conformance/schemas?schemaId={id}&$alt=json%3Benum-encoding=int", """{"type":"AVRO","definition":"{\"type\":\"record\",\"name\":\"A\",\"fields\":[]}"}""");
            made.GetProperty("type").GetInt32().ShouldBe(2);
        }),
        new("REST: an error has the shape of Google's APIs", "AIP-193", async s =>
        {
            var answer = await s.Rest.SendAsync("GET", "/v1/projects/conformance/topics/missing");
            answer.Code.ShouldBe(404);
            answer.Error.GetProperty("status").GetString().ShouldBe("NOT_FOUND");
        }),
        new("REST: the details of an error are those of gRPC", "Exactly-once delivery", async s =>
        {
            var topic = await s.TopicAsync();
            var subscription = await s.SubscriptionAsync(topic, x => x.EnableExactlyOnceDelivery = true);
            await s.PublishAsync(topic, Support.LiveEmulator.Message("x"));
            var ackId = (await s.PullAsync(subscription, 1))[0].AckId;
            await s.AcknowledgeAsync(subscription, ackId);
            var answer = await s.Rest.SendAsync("POST", $"/v1/{subscription}:acknowledge", $$"""{"ackIds":["{{ackId}}"]}""");
            answer.Error.GetProperty("details")[0].GetProperty("metadata").GetProperty(ackId).GetString().ShouldBe("PERMANENT_FAILURE_INVALID_ACK_ID");
        }),
    ];

    private static async Task DeadlineAsync(ConformanceSubject subject, string number) =>
        (await CreateAsync(subject, $"\"ackDeadlineSeconds\":{number}")).GetProperty("ackDeadlineSeconds").GetInt32().ShouldBe(20);

    private static async Task<JsonElement> CreateAsync(ConformanceSubject subject, string fields)
    {
        var topic = await subject.TopicAsync();
        return await subject.Rest.OkAsync("PUT", $"/v1/projects/conformance/subscriptions/{ConformanceSubject.NewId("sub")}", $$"""{"topic":"{{topic}}",{{fields}} }""");
    }

    private static async Task UpdateAsync(ConformanceSubject subject, string query, string? mask)
    {
        var subscription = await subject.SubscriptionAsync(await subject.TopicAsync());
        var body = mask is null ? "" : $",\"updateMask\":\"{mask}\"";
        var changed = await subject.Rest.OkAsync("PATCH", $"/v1/{subscription}{query}", $$"""{"subscription":{"name":"{{subscription}}","ackDeadlineSeconds":33}{{body}} }""");
        changed.GetProperty("ackDeadlineSeconds").GetInt32().ShouldBe(33);
    }
}
