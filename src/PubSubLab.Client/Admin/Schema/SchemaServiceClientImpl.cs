using Google.Api.Gax;
using Google.Api.Gax.Grpc;
using Google.Cloud.Iam.V1;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace Google.Cloud.PubSub.V1;

/// <summary>The client that talks to the service.</summary>
public sealed partial class SchemaServiceClientImpl : SchemaServiceClient
{
    private readonly ApiCall<CreateSchemaRequest, Schema> _createSchema;
    private readonly ApiCall<GetSchemaRequest, Schema> _getSchema;
    private readonly ApiCall<ListSchemasRequest, ListSchemasResponse> _listSchemas;
    private readonly ApiCall<ListSchemaRevisionsRequest, ListSchemaRevisionsResponse> _listSchemaRevisions;
    private readonly ApiCall<CommitSchemaRequest, Schema> _commitSchema;
    private readonly ApiCall<RollbackSchemaRequest, Schema> _rollbackSchema;
    private readonly ApiCall<DeleteSchemaRevisionRequest, Schema> _deleteSchemaRevision;
    private readonly ApiCall<DeleteSchemaRequest, Empty> _deleteSchema;
    private readonly ApiCall<ValidateSchemaRequest, ValidateSchemaResponse> _validateSchema;
    private readonly ApiCall<ValidateMessageRequest, ValidateMessageResponse> _validateMessage;

    /// <summary>Creates the client on a gRPC stub.</summary>
    /// <param name="grpcClient">The stub.</param>
    /// <param name="settings">Settings of the calls; null for the defaults.</param>
    /// <param name="logger">Where retries are noted; may be null.</param>
    public SchemaServiceClientImpl(SchemaService.SchemaServiceClient grpcClient, SchemaServiceSettings? settings, Microsoft.Extensions.Logging.ILogger? logger)
    {
        GrpcClient = GaxPreconditions.CheckNotNull(grpcClient, nameof(grpcClient));
        var effective = settings ?? SchemaServiceSettings.GetDefault();
        var calls = new ApiCallFactory(effective, logger);
        _createSchema = calls.Create<CreateSchemaRequest, Schema>(
            "CreateSchema", grpcClient.CreateSchemaAsync, effective.CreateSchemaSettings, "parent", r => r.Parent);
        _getSchema = calls.Create<GetSchemaRequest, Schema>(
            "GetSchema", grpcClient.GetSchemaAsync, effective.GetSchemaSettings, "name", r => r.Name);
        _listSchemas = calls.Create<ListSchemasRequest, ListSchemasResponse>(
            "ListSchemas", grpcClient.ListSchemasAsync, effective.ListSchemasSettings, "parent", r => r.Parent);
        _listSchemaRevisions = calls.Create<ListSchemaRevisionsRequest, ListSchemaRevisionsResponse>(
            "ListSchemaRevisions", grpcClient.ListSchemaRevisionsAsync, effective.ListSchemaRevisionsSettings, "name", r => r.Name);
        _commitSchema = calls.Create<CommitSchemaRequest, Schema>(
            "CommitSchema", grpcClient.CommitSchemaAsync, effective.CommitSchemaSettings, "name", r => r.Name);
        _rollbackSchema = calls.Create<RollbackSchemaRequest, Schema>(
            "RollbackSchema", grpcClient.RollbackSchemaAsync, effective.RollbackSchemaSettings, "name", r => r.Name);
        _deleteSchemaRevision = calls.Create<DeleteSchemaRevisionRequest, Schema>(
            "DeleteSchemaRevision", grpcClient.DeleteSchemaRevisionAsync, effective.DeleteSchemaRevisionSettings, "name", r => r.Name);
        _deleteSchema = calls.Create<DeleteSchemaRequest, Empty>(
            "DeleteSchema", grpcClient.DeleteSchemaAsync, effective.DeleteSchemaSettings, "name", r => r.Name);
        _validateSchema = calls.Create<ValidateSchemaRequest, ValidateSchemaResponse>(
            "ValidateSchema", grpcClient.ValidateSchemaAsync, effective.ValidateSchemaSettings, "parent", r => r.Parent);
        _validateMessage = calls.Create<ValidateMessageRequest, ValidateMessageResponse>(
            "ValidateMessage", grpcClient.ValidateMessageAsync, effective.ValidateMessageSettings, "parent", r => r.Parent);
        IAMPolicyClient = new IAMPolicyClientImpl(grpcClient.CreateIAMPolicyClient(), effective.IAMPolicySettings, logger);
    }

    /// <inheritdoc />
    public override SchemaService.SchemaServiceClient GrpcClient { get; }

    /// <inheritdoc />
    public override Schema CreateSchema(CreateSchemaRequest request, CallSettings? callSettings = null) => _createSchema.Sync(request, callSettings);

    /// <inheritdoc />
    public override Task<Schema> CreateSchemaAsync(CreateSchemaRequest request, CallSettings? callSettings = null) => _createSchema.Async(request, callSettings);

    /// <inheritdoc />
    public override Schema GetSchema(GetSchemaRequest request, CallSettings? callSettings = null) => _getSchema.Sync(request, callSettings);

    /// <inheritdoc />
    public override Task<Schema> GetSchemaAsync(GetSchemaRequest request, CallSettings? callSettings = null) => _getSchema.Async(request, callSettings);

    /// <inheritdoc />
    public override PagedEnumerable<ListSchemasResponse, Schema> ListSchemas(ListSchemasRequest request, CallSettings? callSettings = null) =>
        new GrpcPagedEnumerable<ListSchemasRequest, ListSchemasResponse, Schema>(_listSchemas, request, callSettings);

    /// <inheritdoc />
    public override PagedAsyncEnumerable<ListSchemasResponse, Schema> ListSchemasAsync(ListSchemasRequest request, CallSettings? callSettings = null) =>
        new GrpcPagedAsyncEnumerable<ListSchemasRequest, ListSchemasResponse, Schema>(_listSchemas, request, callSettings);

    /// <inheritdoc />
    public override PagedEnumerable<ListSchemaRevisionsResponse, Schema> ListSchemaRevisions(ListSchemaRevisionsRequest request, CallSettings? callSettings = null) =>
        new GrpcPagedEnumerable<ListSchemaRevisionsRequest, ListSchemaRevisionsResponse, Schema>(_listSchemaRevisions, request, callSettings);

    /// <inheritdoc />
    public override PagedAsyncEnumerable<ListSchemaRevisionsResponse, Schema> ListSchemaRevisionsAsync(ListSchemaRevisionsRequest request, CallSettings? callSettings = null) =>
        new GrpcPagedAsyncEnumerable<ListSchemaRevisionsRequest, ListSchemaRevisionsResponse, Schema>(_listSchemaRevisions, request, callSettings);

    /// <inheritdoc />
    public override Schema CommitSchema(CommitSchemaRequest request, CallSettings? callSettings = null) => _commitSchema.Sync(request, callSettings);

    /// <inheritdoc />
    public override Task<Schema> CommitSchemaAsync(CommitSchemaRequest request, CallSettings? callSettings = null) => _commitSchema.Async(request, callSettings);

    /// <inheritdoc />
    public override Schema RollbackSchema(RollbackSchemaRequest request, CallSettings? callSettings = null) => _rollbackSchema.Sync(request, callSettings);

    /// <inheritdoc />
    public override Task<Schema> RollbackSchemaAsync(RollbackSchemaRequest request, CallSettings? callSettings = null) => _rollbackSchema.Async(request, callSettings);

    /// <inheritdoc />
    public override Schema DeleteSchemaRevision(DeleteSchemaRevisionRequest request, CallSettings? callSettings = null) => _deleteSchemaRevision.Sync(request, callSettings);

    /// <inheritdoc />
    public override Task<Schema> DeleteSchemaRevisionAsync(DeleteSchemaRevisionRequest request, CallSettings? callSettings = null) => _deleteSchemaRevision.Async(request, callSettings);

    /// <inheritdoc />
    public override void DeleteSchema(DeleteSchemaRequest request, CallSettings? callSettings = null) => _deleteSchema.Sync(request, callSettings);

    /// <inheritdoc />
    public override Task DeleteSchemaAsync(DeleteSchemaRequest request, CallSettings? callSettings = null) => _deleteSchema.Async(request, callSettings);

    /// <inheritdoc />
    public override ValidateSchemaResponse ValidateSchema(ValidateSchemaRequest request, CallSettings? callSettings = null) => _validateSchema.Sync(request, callSettings);

    /// <inheritdoc />
    public override Task<ValidateSchemaResponse> ValidateSchemaAsync(ValidateSchemaRequest request, CallSettings? callSettings = null) => _validateSchema.Async(request, callSettings);

    /// <inheritdoc />
    public override ValidateMessageResponse ValidateMessage(ValidateMessageRequest request, CallSettings? callSettings = null) => _validateMessage.Sync(request, callSettings);

    /// <inheritdoc />
    public override Task<ValidateMessageResponse> ValidateMessageAsync(ValidateMessageRequest request, CallSettings? callSettings = null) => _validateMessage.Async(request, callSettings);

    /// <inheritdoc />
    public override IAMPolicyClient IAMPolicyClient { get; }
}
