using Google.Api.Gax;
using Google.Api.Gax.Grpc;
using Google.Api.Gax.ResourceNames;

namespace Google.Cloud.PubSub.V1;

public abstract partial class SchemaServiceClient
{
    /// <summary>Lists the schemas of a project.</summary>
    public virtual PagedEnumerable<ListSchemasResponse, Schema> ListSchemas(ListSchemasRequest request, CallSettings? callSettings = null) => throw new NotImplementedException();

    /// <summary>Lists the schemas of a project.</summary>
    public virtual PagedAsyncEnumerable<ListSchemasResponse, Schema> ListSchemasAsync(ListSchemasRequest request, CallSettings? callSettings = null) => throw new NotImplementedException();

    /// <summary>Lists the schemas of a project.</summary>
    public virtual PagedEnumerable<ListSchemasResponse, Schema> ListSchemas(string parent, string? pageToken = null, int? pageSize = null, CallSettings? callSettings = null) =>
        ListSchemas(new ListSchemasRequest { Parent = GaxPreconditions.CheckNotNullOrEmpty(parent, nameof(parent)), PageToken = pageToken ?? "", PageSize = pageSize ?? 0 }, callSettings);

    /// <summary>Lists the schemas of a project.</summary>
    public virtual PagedAsyncEnumerable<ListSchemasResponse, Schema> ListSchemasAsync(string parent, string? pageToken = null, int? pageSize = null, CallSettings? callSettings = null) =>
        ListSchemasAsync(new ListSchemasRequest { Parent = GaxPreconditions.CheckNotNullOrEmpty(parent, nameof(parent)), PageToken = pageToken ?? "", PageSize = pageSize ?? 0 }, callSettings);

    /// <summary>Lists the schemas of a project.</summary>
    public virtual PagedEnumerable<ListSchemasResponse, Schema> ListSchemas(ProjectName parent, string? pageToken = null, int? pageSize = null, CallSettings? callSettings = null) =>
        ListSchemas(new ListSchemasRequest { Parent = GaxPreconditions.CheckNotNull(parent, nameof(parent)).ToString(), PageToken = pageToken ?? "", PageSize = pageSize ?? 0 }, callSettings);

    /// <summary>Lists the schemas of a project.</summary>
    public virtual PagedAsyncEnumerable<ListSchemasResponse, Schema> ListSchemasAsync(ProjectName parent, string? pageToken = null, int? pageSize = null, CallSettings? callSettings = null) =>
        ListSchemasAsync(new ListSchemasRequest { Parent = GaxPreconditions.CheckNotNull(parent, nameof(parent)).ToString(), PageToken = pageToken ?? "", PageSize = pageSize ?? 0 }, callSettings);
}
