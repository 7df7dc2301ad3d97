using Google.Cloud.PubSub.V1;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using PubSubLab.Emulator.Brokers;
using PubSubLab.Emulator.Resources;
using PubSubLab.Emulator.Schemas;

namespace PubSubLab.Emulator.Services;

/// <summary>google.pubsub.v1.SchemaService.</summary>
internal sealed class SchemaEndpoint(Broker broker) : SchemaService.SchemaServiceBase
{
    private readonly SchemaStore _schemas = broker.Schemas;

    public override async Task<Schema> CreateSchema(CreateSchemaRequest request, ServerCallContext context)
    {
        ResourceName.CheckProject("parent", request.Parent);
        var name = $"{request.Parent}/schemas/{request.SchemaId}";
        ResourceName.CheckId("schema_id", request.SchemaId, request.SchemaId);
        var schema = Given(request.Schema);
        return await broker.SchemaWork.RunAsync(() => _schemas.Create(name, schema), context.CancellationToken);
    }

    public override Task<Schema> GetSchema(GetSchemaRequest request, ServerCallContext context) =>
        Task.FromResult(View(_schemas.Get(CheckName(request.Name)), request.View, SchemaView.Full));

    public override Task<ListSchemasResponse> ListSchemas(ListSchemasRequest request, ServerCallContext context)
    {
        ResourceName.CheckProject("parent", request.Parent);
        var (page, next) = Page(_schemas.Newest(request.Parent), revision => revision.Resource.Name, request.PageToken, request.PageSize);
        return Task.FromResult(new ListSchemasResponse { Schemas = { page.Select(revision => View(revision, request.View, SchemaView.Basic)) }, NextPageToken = next });
    }

    public override Task<ListSchemaRevisionsResponse> ListSchemaRevisions(ListSchemaRevisionsRequest request, ServerCallContext context)
    {
        var (page, next) = Page(_schemas.Revisions(CheckName(request.Name)), revision => revision.Resource.RevisionId, request.PageToken, request.PageSize);
        return Task.FromResult(new ListSchemaRevisionsResponse { Schemas = { page.Select(revision => View(revision, request.View, SchemaView.Basic)) }, NextPageToken = next });
    }

    public override async Task<Schema> CommitSchema(CommitSchemaRequest request, ServerCallContext context)
    {
        var name = CheckName(request.Name);
        var schema = Given(request.Schema);
        return await broker.SchemaWork.RunAsync(() => _schemas.Commit(name, schema), context.CancellationToken);
    }

    public override Task<Schema> RollbackSchema(RollbackSchemaRequest request, ServerCallContext context) =>
        Task.FromResult(_schemas.Rollback(CheckName(request.Name), request.RevisionId));

    public override Task<Schema> DeleteSchemaRevision(DeleteSchemaRevisionRequest request, ServerCallContext context)
    {
#pragma warning disable CS0612 // Deprecated in the contract, and still a way to name the revision.
        var name = request.RevisionId.Length > 0 && !request.Name.Contains('@') ? $"{request.Name}@{request.RevisionId}" : request.Name;
#pragma warning restore CS0612
        return Task.FromResult(_schemas.DeleteRevision(CheckName(name)));
    }

    public override Task<Empty> DeleteSchema(DeleteSchemaRequest request, ServerCallContext context)
    {
        _schemas.Delete(CheckName(request.Name));
        return Task.FromResult(new Empty());
    }

    public override async Task<ValidateSchemaResponse> ValidateSchema(ValidateSchemaRequest request, ServerCallContext context)
    {
        ResourceName.CheckProject("parent", request.Parent);
        var schema = Given(request.Schema);
        await broker.SchemaWork.RunAsync(() => SchemaValidators.Create(schema), context.CancellationToken);
        return new ValidateSchemaResponse();
    }

    public override async Task<ValidateMessageResponse> ValidateMessage(ValidateMessageRequest request, ServerCallContext context)
    {
        ResourceName.CheckProject("parent", request.Parent);
        if (request.Encoding == Encoding.Unspecified)
        {
            throw Fail.Invalid("encoding", "ENCODING_UNSPECIFIED", "it must be JSON or BINARY");
        }

        var wrong = await broker.SchemaWork.RunAsync(() => Validator(request).Check(request.Message.Memory, request.Encoding), context.CancellationToken);
        return wrong is null ? new ValidateMessageResponse() : throw Fail.Invalid($"message does not fit the schema: {wrong}.");
    }

    private ISchemaValidator Validator(ValidateMessageRequest request) => request.SchemaSpecCase switch
    {
        ValidateMessageRequest.SchemaSpecOneofCase.Name => _schemas.Get(CheckName(request.Name)).Validator,
        ValidateMessageRequest.SchemaSpecOneofCase.Schema => SchemaValidators.Create(request.Schema),
        _ => throw Fail.Invalid("schema_spec is missing: a name or a schema is required."),
    };

    private static Schema Given(Schema? schema) => schema ?? throw Fail.Invalid("schema is required.");

    private static string CheckName(string name)
    {
        var at = name.IndexOf('@');
        ResourceName.Check("name", at < 0 ? name : name[..at], "schemas");
        return name;
    }

    private static Schema View(SchemaRevision revision, SchemaView view, SchemaView otherwise)
    {
        if ((view == SchemaView.Unspecified ? otherwise : view) == SchemaView.Full)
        {
            return revision.Resource;
        }

        var basic = revision.Resource.Clone();
        basic.Definition = "";
        return basic;
    }

    private static (IReadOnlyList<SchemaRevision> Page, string Next) Page(
        IReadOnlyList<SchemaRevision> all, Func<SchemaRevision, string> key, string token, int size)
    {
        var after = Paging.Decode(token);
        var start = after.Length == 0 ? 0 : all.TakeWhile(revision => key(revision) != after).Count() + 1;
        var page = all.Skip(start).Take(Paging.Size(size)).ToArray();
        return (page, start + page.Length < all.Count ? Paging.Encode(key(page[^1])) : "");
    }
}
