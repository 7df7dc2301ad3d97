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
}
