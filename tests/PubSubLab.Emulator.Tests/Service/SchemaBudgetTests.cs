using System.Net;
using System.Text.Json;
using Google.Cloud.PubSub.V1;
using Google.Protobuf;
using Grpc.Core;
using PubSubLab.Emulator.Tests.Support;
using static PubSubLab.Emulator.Tests.Support.LiveEmulator;
using Encoding = Google.Cloud.PubSub.V1.Encoding;

namespace PubSubLab.Emulator.Tests.Service;

/// <summary>Limits on the cost of checking one message against a schema.</summary>
public sealed class SchemaBudgetTests
{
    private const string Proto = "syntax = \"proto3\"; message A { string s = 1; bytes b = 2; enum E { X = 0; } E e = 3; double d = 4; int64 i = 5; }";

    [Fact]
    public async Task A_few_bytes_cannot_stand_for_any_number_of_records_without_fields()
    {
        await using var live = await LiveEmulator.StartAsync();
        var fields = string.Join(',', Enumerable.Range(1, 2_000).Select(i => $$"""{"name":"e{{i}}","type":"E"}"""));
        var item = """{"type":"record","name":"I","fields":[{"name":"e0","type":{"type":"record","name":"E","fields":[]}},""" + fields + "]}";
        var definition = """{"type":"record","name":"R","fields":[{"name":"z","type":{"type":"array","items":""" + item + "}}]}";

        // An array of 100,000 items, which is 200,000 as a zigzag number, and its end.
        var refused = await FailsAsync(StatusCode.InvalidArgument, () => ValidateAsync(
            live, Schema.Types.Type.Avro, definition, ByteString.CopyFrom(0xC0, 0x9A, 0x0C, 0x00), Encoding.Binary));

        refused.Status.Detail.ShouldContain("too many values");
    }

    [Theory]
    [InlineData("s")]
    [InlineData("b")]
    [InlineData("e")]
    [InlineData("d")]
    [InlineData("i")]
    [InlineData("\\ud800")]
    public async Task Half_of_a_surrogate_pair_is_an_invalid_argument(string field)
    {
        await using var live = await LiveEmulator.StartAsync();

        await FailsAsync(StatusCode.InvalidArgument, () => ValidateAsync(
            live, Schema.Types.Type.ProtocolBuffer, Proto, ByteString.CopyFromUtf8($$"""{"{{field}}":"\ud800"}"""), Encoding.Json));
    }

    [Fact]
    public async Task Every_part_of_an_avro_record_is_read()
    {
        await using var live = await LiveEmulator.StartAsync();
        const string Definition = """
            {"type":"record","name":"R","fields":[
              {"name":"a","type":{"type":"array","items":"int"}},
              {"name":"m","type":{"type":"map","values":"string"}},
              {"name":"e","type":{"type":"enum","name":"E","symbols":["X","Y"]}},
              {"name":"f","type":{"type":"fixed","name":"F","size":2}},
              {"name":"u","type":["null","boolean"]}]}
            """;
        // Two items; one entry "k": "v"; Y; two bytes; the second branch, true.
        byte[] good = [0x04, 0x02, 0x04, 0x00, 0x02, 0x02, 0x6B, 0x02, 0x76, 0x00, 0x02, 0x01, 0x02, 0x02, 0x01];
        byte[] noSuchSymbol = [.. good[..10], 0x08, .. good[11..]];
        Task Validate(ByteString data, Encoding encoding) => ValidateAsync(live, Schema.Types.Type.Avro, Definition, data, encoding);

        await Validate(ByteString.CopyFrom(good), Encoding.Binary);
        await Validate(ByteString.CopyFromUtf8("""{"a":[1,2],"m":{"k":"v"},"e":"Y","f":"ab","u":{"boolean":true}}"""), Encoding.Json);
        await FailsAsync(StatusCode.InvalidArgument, () => Validate(ByteString.CopyFrom(noSuchSymbol), Encoding.Binary));
        await FailsAsync(StatusCode.InvalidArgument, () => Validate(ByteString.CopyFrom(good[..^1]), Encoding.Binary));
        await FailsAsync(StatusCode.InvalidArgument, () => Validate(ByteString.CopyFromUtf8("""{"a":["x"],"m":{},"e":"Y","f":"ab","u":null}"""), Encoding.Json));
    }

    [Fact]
    public async Task Only_what_has_to_do_with_a_schema_waits_for_the_checks_of_others()
    {
        await using var live = await LiveEmulator.StartAsync();
        var schemas = new SchemaService.SchemaServiceClient(live.Channel);
        CreateSchemaRequest Create(string id) => new() { Parent = Project, SchemaId = id, Schema = new() { Type = Schema.Types.Type.ProtocolBuffer, Definition = Proto } };
        await schemas.CreateSchemaAsync(Create("first"));
        await live.CreateTopicAsync();
        await live.Publisher.CreateTopicAsync(new Topic { Name = Topic("checked"), SchemaSettings = new() { Schema = "projects/test/schemas/first", Encoding = Encoding.Json } });
        using var busy = new ManualResetEventSlim();
        var checks = Enumerable.Range(0, Math.Max(Environment.ProcessorCount / 2, 1))
            .Select(_ => live.Emulator.Broker.SchemaWork.RunAsync(() => busy.Wait(PullStream.Patience), CancellationToken.None)).ToArray();

        var creating = schemas.CreateSchemaAsync(Create("second")).ResponseAsync;
        var committing = schemas.CommitSchemaAsync(new() { Name = "projects/test/schemas/first", Schema = Create("first").Schema }).ResponseAsync;
        var publishing = live.Publisher.PublishAsync(new() { Topic = Topic("checked"), Messages = { Message("{}") } }).ResponseAsync;
        await live.PublishAsync("a topic without a schema does not wait");
        await FailsAsync(StatusCode.NotFound, async () => await schemas.GetSchemaAsync(new GetSchemaRequest { Name = "projects/test/schemas/second" }));
        new[] { creating, committing, (Task)publishing }.ShouldAllBe(call => !call.IsCompleted);

        busy.Set();
        await Task.WhenAll([creating, committing, publishing, .. checks]).WaitAsync(PullStream.Patience);
    }

    [Fact]
    public async Task Too_little_memory_is_the_emulators_and_not_the_callers_fault()
    {
#pragma warning disable CA2201 // The runtime's own, which cannot be brought about here.
        await using var live = await LiveEmulator.StartAsync(new() { Observer = new BrokenObserver(static () => new OutOfMemoryException()) });
#pragma warning restore CA2201
        using var http = new HttpClient { BaseAddress = new Uri($"http://{live.Emulator.Endpoint}") };
        using var body = new StringContent("{}", System.Text.Encoding.UTF8, "application/json");

        await FailsAsync(StatusCode.ResourceExhausted, () => live.CreateTopicAsync());
        using var response = await http.PutAsync("/v1/projects/test/topics/topic", body);

        response.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        (await response.Content.ReadAsStringAsync()).ShouldContain("RESOURCE_EXHAUSTED");
    }

    [Fact]
    public async Task A_fault_of_the_emulator_is_internal_over_rest()
    {
        await using var live = await LiveEmulator.StartAsync(new() { Observer = new BrokenObserver(static () => new InvalidOperationException("broken")) });
        using var http = new HttpClient { BaseAddress = new Uri($"http://{live.Emulator.Endpoint}") };
        using var body = new StringContent("{}", System.Text.Encoding.UTF8, "application/json");

        using var response = await http.PutAsync("/v1/projects/test/topics/topic", body);

        response.StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
        using var json = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        json.RootElement.GetProperty("error").GetProperty("status").GetString().ShouldBe("INTERNAL");
    }

    private static async Task ValidateAsync(LiveEmulator live, Schema.Types.Type type, string definition, ByteString message, Encoding encoding) =>
        await new SchemaService.SchemaServiceClient(live.Channel).ValidateMessageAsync(new ValidateMessageRequest
        {
            Parent = Project,
            Schema = new Schema { Name = "projects/test/schemas/schema", Type = type, Definition = definition },
            Message = message,
            Encoding = encoding,
        });

    private sealed class BrokenObserver(Func<Exception> error) : IEmulatorObserver
    {
        public void OnEvent(in EmulatorEvent e) => throw error();
    }
}
