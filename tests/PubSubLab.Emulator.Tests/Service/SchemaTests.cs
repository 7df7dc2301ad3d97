using Google.Cloud.PubSub.V1;
using Google.Protobuf;
using Grpc.Core;
using PubSubLab.Emulator.Tests.Support;
using static PubSubLab.Emulator.Tests.Support.LiveEmulator;

namespace PubSubLab.Emulator.Tests.Service;

public sealed class SchemaTests
{
    private const string Avro = """{"type":"record","name":"Person","fields":[{"name":"name","type":"string"},{"name":"age","type":"int"}]}""";
    private const string Proto = "syntax = \"proto3\"; message Person { string name = 1; int32 age = 2; repeated string tags = 3; }";

    [Theory]
    [InlineData(Schema.Types.Type.Avro, Avro, "{\"name\":\"Ada\",\"age\":36}", true)]
    [InlineData(Schema.Types.Type.Avro, Avro, "{\"name\":\"Ada\"}", false)]
    [InlineData(Schema.Types.Type.Avro, Avro, "{\"name\":\"Ada\",\"age\":\"x\"}", false)]
    [InlineData(Schema.Types.Type.ProtocolBuffer, Proto, "{\"name\":\"Ada\",\"age\":36,\"tags\":[\"a\"]}", true)]
    [InlineData(Schema.Types.Type.ProtocolBuffer, Proto, "{\"name\":7}", false)]
    [InlineData(Schema.Types.Type.ProtocolBuffer, Proto, "{\"surname\":\"x\"}", false)]
    [InlineData(Schema.Types.Type.ProtocolBuffer, Proto, "not json", false)]
    public async Task A_topic_with_a_schema_takes_only_messages_that_fit(Schema.Types.Type type, string definition, string data, bool fits)
    {
        await using var live = await LiveEmulator.StartAsync();
        var schemas = new SchemaService.SchemaServiceClient(live.Channel);
        var schema = await schemas.CreateSchemaAsync(new() { Parent = Project, SchemaId = "person", Schema = new() { Type = type, Definition = definition } });
        await live.Publisher.CreateTopicAsync(new Topic { Name = Topic(), SchemaSettings = new() { Schema = schema.Name, Encoding = Encoding.Json } });

        if (fits)
        {
            await live.PublishAsync(data);
        }
        else
        {
            (await FailsAsync(StatusCode.InvalidArgument, () => live.PublishAsync(data))).Status.Detail.ShouldContain("messages[0].data");
        }
    }

    [Theory]
    [InlineData(Schema.Types.Type.Avro, Avro, new byte[] { 6, (byte)'A', (byte)'d', (byte)'a', 72 }, true)]
    [InlineData(Schema.Types.Type.Avro, Avro, new byte[] { 6, (byte)'A', (byte)'d', (byte)'a', 72, 1 }, false)]
    [InlineData(Schema.Types.Type.Avro, Avro, new byte[] { 6, (byte)'A' }, false)]
    [InlineData(Schema.Types.Type.ProtocolBuffer, Proto, new byte[] { 10, 1, (byte)'A', 16, 36 }, true)]
    [InlineData(Schema.Types.Type.ProtocolBuffer, Proto, new byte[] { 10, 9, (byte)'A' }, false)]
    [InlineData(Schema.Types.Type.ProtocolBuffer, Proto, new byte[] { 8, 1 }, false)]
    public async Task Binary_messages_are_checked_too(Schema.Types.Type type, string definition, byte[] data, bool fits)
    {
        await using var live = await LiveEmulator.StartAsync();
        var schemas = new SchemaService.SchemaServiceClient(live.Channel);

        var request = new ValidateMessageRequest
        {
            Parent = Project, Schema = new() { Type = type, Definition = definition }, Encoding = Encoding.Binary, Message = ByteString.CopyFrom(data),
        };

        if (fits)
        {
            await schemas.ValidateMessageAsync(request);
        }
        else
        {
            await FailsAsync(StatusCode.InvalidArgument, async () => await schemas.ValidateMessageAsync(request));
        }
    }

    [Theory]
    [InlineData(10, 30)]
    [InlineData(14, 2)]
    [InlineData(2, 1000)]
    public async Task A_schema_that_stands_for_too_many_types_is_refused_before_anything_is_decoded(int levels, int fields)
    {
        await using var live = await LiveEmulator.StartAsync();
        var schemas = new SchemaService.SchemaServiceClient(live.Channel);
        var schema = new Schema { Type = Schema.Types.Type.Avro, Definition = Nested(levels, fields) };

        foreach (var call in (Func<Task>[])
            [
                async () => await schemas.ValidateSchemaAsync(new() { Parent = Project, Schema = schema }),
                async () => await schemas.CreateSchemaAsync(new() { Parent = Project, SchemaId = "large", Schema = schema }),
                async () => await schemas.ValidateMessageAsync(new() { Parent = Project, Schema = schema, Encoding = Encoding.Json, Message = ByteString.CopyFromUtf8("{}") }),
            ])
        {
            (await FailsAsync(StatusCode.InvalidArgument, call)).Status.Detail.ShouldContain("10000 types");
        }
    }

    [Fact]
    public async Task A_recursive_schema_counts_once()
    {
        await using var live = await LiveEmulator.StartAsync();
        var schemas = new SchemaService.SchemaServiceClient(live.Channel);
        var list = new Schema { Type = Schema.Types.Type.Avro, Definition = """{"type":"record","name":"L","fields":[{"name":"v","type":"int"},{"name":"next","type":["null","L"]}]}""" };

        await schemas.ValidateMessageAsync(new()
        {
            Parent = Project, Schema = list, Encoding = Encoding.Json, Message = ByteString.CopyFromUtf8("""{"v":1,"next":{"L":{"v":2,"next":null}}}"""),
        });
    }

    [Fact]
    public async Task A_message_cannot_claim_values_of_no_bytes_without_end()
    {
        await using var live = await LiveEmulator.StartAsync();
        var schemas = new SchemaService.SchemaServiceClient(live.Channel);
        var nulls = string.Join(',', Enumerable.Range(0, 9000).Select(i => $$"""{"name":"f{{i}}","type":"null"}"""));
        var definition = """{"type":"record","name":"A","fields":[{"name":"a","type":{"type":"array","items":{"type":"record","name":"B","fields":[NULLS]}}}]}""".Replace("NULLS", nulls);

        // A block of 900,000 items, each of 9,000 nulls: 8.1 * 10^9 values in four bytes (Avro specification, "Arrays").
        var refused = await FailsAsync(StatusCode.InvalidArgument, async () => await schemas.ValidateMessageAsync(new()
        {
            Parent = Project, Schema = new() { Type = Schema.Types.Type.Avro, Definition = definition }, Encoding = Encoding.Binary, Message = ByteString.CopyFrom(0xC0, 0xEE, 0x6D, 0),
        }));

        refused.Status.Detail.ShouldContain("values of no bytes");
    }

    [Theory]
    [InlineData("syntax = \"proto3\"; import \"/etc/passwd\"; message A { string a = 1; }")]
    [InlineData("syntax = \"proto3\"; import \"../../x.proto\"; message A { string a = 1; }")]
    [InlineData("syntax = \"proto3\"; import \"google/protobuf/timestamp.proto\"; message A { google.protobuf.Timestamp a = 1; }")]
    [InlineData("syntax = \"proto3\"; import public \"\"; message A { string a = 1; }")]
    [InlineData("import")]
    [InlineData("\0")]
    [InlineData("message A { extensions 1 to max; oneof")]
    [InlineData("syntax = \"proto9\"; message A {}")]
    public async Task A_definition_that_is_not_of_its_own_is_an_invalid_argument(string definition)
    {
        await using var live = await LiveEmulator.StartAsync();
        var schemas = new SchemaService.SchemaServiceClient(live.Channel);

        var refused = await FailsAsync(StatusCode.InvalidArgument, async () => await schemas.ValidateSchemaAsync(new()
        {
            Parent = Project, Schema = new() { Type = Schema.Types.Type.ProtocolBuffer, Definition = definition },
        }));

        refused.Status.Detail.ShouldStartWith("schema.definition");
        refused.Status.Detail.ShouldNotContain("root:");
    }

    [Fact]
    public async Task Checks_whose_callers_left_are_not_done()
    {
        using var work = new Schemas.SchemaWork();
        using var hold = new SemaphoreSlim(0);
        var done = 0;
        var running = Enumerable.Range(0, Math.Max(Environment.ProcessorCount / 2, 1)).Select(_ => work.RunAsync(async () => await hold.WaitAsync(), CancellationToken.None)).ToArray();
        using var left = new CancellationTokenSource();
        var waiting = work.RunAsync(() => Interlocked.Increment(ref done), left.Token);
        await left.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(waiting);
        hold.Release(running.Length);
        foreach (var task in await Task.WhenAll(running))
        {
            await task;
        }

        (await work.RunAsync(() => Volatile.Read(ref done), CancellationToken.None)).ShouldBe(0);
    }

    private static string Nested(int levels, int fields)
    {
        var innermost = "\"int\"";
        for (var level = 0; level < levels; level++)
        {
            var all = Enumerable.Range(0, fields).Select(i => $$"""{"name":"f{{i}}","type":{{(i == 0 ? innermost : level == 0 ? "\"int\"" : $"\"R{level - 1}\"")}}}""");
            innermost = $$"""{"type":"record","name":"R{{level}}","fields":[{{string.Join(',', all)}}]}""";
        }

        return innermost;
    }

    [Fact]
    public async Task Revisions_are_committed_listed_rolled_back_and_deleted()
    {
        await using var live = await LiveEmulator.StartAsync();
        var schemas = new SchemaService.SchemaServiceClient(live.Channel);
        var first = await schemas.CreateSchemaAsync(new() { Parent = Project, SchemaId = "person", Schema = new() { Type = Schema.Types.Type.Avro, Definition = Avro } });
        var second = await schemas.CommitSchemaAsync(new() { Name = first.Name, Schema = new() { Type = Schema.Types.Type.Avro, Definition = Avro.Replace("age", "years") } });
        var third = await schemas.RollbackSchemaAsync(new() { Name = first.Name, RevisionId = first.RevisionId });

        third.Definition.ShouldBe(Avro);
        (await schemas.ListSchemaRevisionsAsync(new() { Name = first.Name })).Schemas.Select(s => s.RevisionId).ShouldBe([third.RevisionId, second.RevisionId, first.RevisionId]);
        (await schemas.GetSchemaAsync(new() { Name = $"{first.Name}@{second.RevisionId}" })).Definition.ShouldContain("years");
        await schemas.DeleteSchemaRevisionAsync(new() { Name = $"{first.Name}@{second.RevisionId}" });
        (await schemas.ListSchemasAsync(new() { Parent = Project })).Schemas.ShouldHaveSingleItem().Definition.ShouldBe("");
        await schemas.DeleteSchemaAsync(new() { Name = first.Name });
        await FailsAsync(StatusCode.NotFound, async () => await schemas.GetSchemaAsync(new() { Name = first.Name }));
    }

    [Theory]
    [InlineData(Schema.Types.Type.Avro, "{\"type\":\"nonsense\"}")]
    [InlineData(Schema.Types.Type.Avro, "not json")]
    [InlineData(Schema.Types.Type.ProtocolBuffer, "message {")]
    [InlineData(Schema.Types.Type.ProtocolBuffer, "syntax = \"proto3\"; message A {} message B {}")]
    [InlineData(Schema.Types.Type.Unspecified, Avro)]
    public async Task A_broken_schema_is_refused(Schema.Types.Type type, string definition)
    {
        await using var live = await LiveEmulator.StartAsync();
        var schemas = new SchemaService.SchemaServiceClient(live.Channel);

        await FailsAsync(StatusCode.InvalidArgument, async () => await schemas.ValidateSchemaAsync(new() { Parent = Project, Schema = new() { Type = type, Definition = definition } }));
    }

    [Fact]
    public async Task A_message_says_which_schema_and_revision_it_was_checked_against()
    {
        await using var live = await LiveEmulator.StartAsync();
        var schemas = new SchemaService.SchemaServiceClient(live.Channel);
        var first = await schemas.CreateSchemaAsync(new() { Parent = Project, SchemaId = "person", Schema = new() { Type = Schema.Types.Type.Avro, Definition = Avro } });
        var second = await schemas.CommitSchemaAsync(new() { Name = first.Name, Schema = new() { Type = Schema.Types.Type.Avro, Definition = Avro.Replace("age", "years") } });
        await live.Publisher.CreateTopicAsync(new Topic { Name = Topic(), SchemaSettings = new() { Schema = first.Name, Encoding = Encoding.Json } });
        await live.CreateSubscriptionAsync();

        await live.PublishAsync("{\"name\":\"Ada\",\"age\":36}", "{\"name\":\"Ada\",\"years\":36}");

        var messages = (await live.PullAsync()).Select(m => m.Message).ToArray();
        messages.Select(m => m.Attributes["googclient_schemarevisionid"]).ShouldBe([first.RevisionId, second.RevisionId]);
        messages.Select(m => m.Attributes["googclient_schemaname"]).ShouldBe([first.Name, first.Name]);
        messages.Select(m => m.Attributes["googclient_schemaencoding"]).ShouldBe(["JSON", "JSON"]);
        messages[0].Data.ToStringUtf8().ShouldBe("{\"name\":\"Ada\",\"age\":36}");
    }

    [Fact]
    public async Task A_topic_can_hold_to_a_range_of_revisions_that_exists_and_is_in_order()
    {
        await using var live = await LiveEmulator.StartAsync();
        var schemas = new SchemaService.SchemaServiceClient(live.Channel);
        var first = await schemas.CreateSchemaAsync(new() { Parent = Project, SchemaId = "person", Schema = new() { Type = Schema.Types.Type.Avro, Definition = Avro } });
        var second = await schemas.CommitSchemaAsync(new() { Name = first.Name, Schema = new() { Type = Schema.Types.Type.Avro, Definition = Avro.Replace("age", "years") } });
        var settings = new SchemaSettings { Schema = first.Name, Encoding = Encoding.Json, FirstRevisionId = second.RevisionId, LastRevisionId = first.RevisionId };

        await FailsAsync(StatusCode.InvalidArgument, async () => await live.Publisher.CreateTopicAsync(new Topic { Name = Topic(), SchemaSettings = settings }));
        settings.LastRevisionId = "nonsense";
        await FailsAsync(StatusCode.InvalidArgument, async () => await live.Publisher.CreateTopicAsync(new Topic { Name = Topic(), SchemaSettings = settings }));
        settings.LastRevisionId = "";
        await live.Publisher.CreateTopicAsync(new Topic { Name = Topic(), SchemaSettings = settings });

        await FailsAsync(StatusCode.InvalidArgument, () => live.PublishAsync("{\"name\":\"Ada\",\"age\":36}"));
        await live.PublishAsync("{\"name\":\"Ada\",\"years\":36}");
        await schemas.DeleteSchemaAsync(new() { Name = first.Name });
        (await FailsAsync(StatusCode.InvalidArgument, () => live.PublishAsync("{\"name\":\"Ada\",\"years\":36}"))).Status.Detail.ShouldContain("was deleted");
    }

    // Each of these filled the stack or the memory of a reader that believes what it reads.
    public static TheoryData<string, Schema.Types.Type, string, byte[]?, Encoding> Hostile => new()
    {
        { "a record that contains itself", Schema.Types.Type.Avro, """{"type":"record","name":"A","fields":[{"name":"a","type":"A"}]}""", null, Encoding.Binary },
        { "two records that contain each other", Schema.Types.Type.Avro, """{"type":"record","name":"A","fields":[{"name":"b","type":{"type":"record","name":"B","fields":[{"name":"a","type":"A"}]}}]}""", null, Encoding.Binary },
        { "a fixed type of two gigabytes", Schema.Types.Type.Avro, """{"type":"record","name":"A","fields":[{"name":"a","type":{"type":"fixed","name":"F","size":2000000000}}]}""", null, Encoding.Binary },
        { "arrays of arrays without end", Schema.Types.Type.Avro, string.Concat(Enumerable.Repeat("{\"type\":\"array\",\"items\":", 10_000)) + "\"int\"" + new string('}', 10_000), null, Encoding.Binary },
        { "messages in messages without end", Schema.Types.Type.ProtocolBuffer, "syntax = \"proto3\"; " + string.Concat(Enumerable.Range(0, 20_000).Select(i => $"message M{i}{{")) + new string('}', 20_000), null, Encoding.Binary },
        { "data nested a million deep", Schema.Types.Type.Avro, """{"type":"record","name":"A","fields":[{"name":"a","type":["null","A"]}]}""", [.. Enumerable.Repeat((byte)2, 1_000_000)], Encoding.Binary },
        { "an array that says it has 2^60 nulls", Schema.Types.Type.Avro, """{"type":"record","name":"A","fields":[{"name":"a","type":{"type":"array","items":"null"}}]}""", [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x20, 0], Encoding.Binary },
        { "a text that says it has 2^31 bytes", Schema.Types.Type.Avro, """{"type":"record","name":"A","fields":[{"name":"a","type":"string"}]}""", [0xFE, 0xFF, 0xFF, 0xFF, 0x0F, 65], Encoding.Binary },
        { "JSON nested 10,000 deep", Schema.Types.Type.Avro, """{"type":"record","name":"A","fields":[{"name":"a","type":["null","A"]}]}""", System.Text.Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{\"a\":{\"A\":", 10_000))), Encoding.Json },
        { "messages of 1,000 levels", Schema.Types.Type.ProtocolBuffer, "syntax = \"proto3\"; message A { A a = 1; }", Nested(1000), Encoding.Binary },
        { "JSON of 1,000 levels", Schema.Types.Type.ProtocolBuffer, "syntax = \"proto3\"; message A { A a = 1; }", System.Text.Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{\"a\":", 1000)) + "{}" + new string('}', 1000)), Encoding.Json },
    };

    [Theory]
    [MemberData(nameof(Hostile), DisableDiscoveryEnumeration = true)]
    public async Task A_schema_or_a_message_that_is_meant_to_harm_is_refused(string what, Schema.Types.Type type, string definition, byte[]? message, Encoding encoding)
    {
        await using var live = await LiveEmulator.StartAsync();
        var schemas = new SchemaService.SchemaServiceClient(live.Channel);
        var schema = new Schema { Type = type, Definition = definition };

        var error = await FailsAsync(StatusCode.InvalidArgument, async () =>
        {
            if (message is null)
            {
                await schemas.ValidateSchemaAsync(new() { Parent = Project, Schema = schema });
            }
            else
            {
                await schemas.ValidateMessageAsync(new() { Parent = Project, Schema = schema, Encoding = encoding, Message = ByteString.CopyFrom(message) });
            }
        });

        error.Status.Detail.ShouldStartWith(message is null ? "schema.definition" : "message does not fit the schema", customMessage: what);
    }

    [Fact]
    public async Task A_record_may_contain_itself_where_it_can_be_left_out()
    {
        await using var live = await LiveEmulator.StartAsync();
        var schemas = new SchemaService.SchemaServiceClient(live.Channel);
        var schema = new Schema
        {
            Type = Schema.Types.Type.Avro,
            Definition = """{"type":"record","name":"A","fields":[{"name":"next","type":["null","A"]},{"name":"all","type":{"type":"array","items":"A"}},{"name":"named","type":{"type":"map","values":"A"}}]}""",
        };

        // One A in next, an empty array and an empty map in both.
        await schemas.ValidateMessageAsync(new() { Parent = Project, Schema = schema, Encoding = Encoding.Binary, Message = ByteString.CopyFrom(2, 0, 0, 0, 0, 0) });
        await schemas.ValidateMessageAsync(new() { Parent = Project, Schema = schema, Encoding = Encoding.Json, Message = ByteString.CopyFromUtf8("""{"next":null,"all":[],"named":{}}""") });
    }

    private static byte[] Nested(int levels)
    {
        var inner = Array.Empty<byte>();
        for (var i = 0; i < levels; i++)
        {
            using var stream = new MemoryStream();
            using (var output = new CodedOutputStream(stream, leaveOpen: true))
            {
                output.WriteTag(1, WireFormat.WireType.LengthDelimited);
                output.WriteBytes(ByteString.CopyFrom(inner));
            }

            inner = stream.ToArray();
        }

        return inner;
    }
}
