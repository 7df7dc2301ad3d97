using Google.Api.Gax;
using Google.Api.Gax.Grpc;

namespace Google.Cloud.PubSub.V1;

public abstract partial class SchemaServiceClient
{
    /// <summary>Lists the revisions of a schema.</summary>
    public virtual PagedEnumerable<ListSchemaRevisionsResponse, Schema> ListSchemaRevisions(ListSchemaRevisionsRequest request, CallSettings? callSettings = null) => throw new NotImplementedException();

    /// <summary>Lists the revisions of a schema.</summary>
    public virtual PagedAsyncEnumerable<ListSchemaRevisionsResponse, Schema> ListSchemaRevisionsAsync(ListSchemaRevisionsRequest request, CallSettings? callSettings = null) => throw new NotImplementedException();

    /// <summary>Lists the revisions of a schema.</summary>
    public virtual PagedEnumerable<ListSchemaRevisionsResponse, Schema> ListSchemaRevisions(string name, string? pageToken = null, int? pageSize = null, CallSettings? callSettings = null) =>
        ListSchemaRevisions(new ListSchemaRevisionsRequest { Name = GaxPreconditions.CheckNotNullOrEmpty(name, nameof(name)), PageToken = pageToken ?? "", PageSize = pageSize ?? 0 }, callSettings);

    /// <summary>Lists the revisions of a schema.</summary>
    public virtual PagedAsyncEnumerable<ListSchemaRevisionsResponse, Schema> ListSchemaRevisionsAsync(string name, string? pageToken = null, int? pageSize = null, CallSettings? callSettings = null) =>
        ListSchemaRevisionsAsync(new ListSchemaRevisionsRequest { Name = GaxPreconditions.CheckNotNullOrEmpty(name, nameof(name)), PageToken = pageToken ?? "", PageSize = pageSize ?? 0 }, callSettings);

    /// <summary>Lists the revisions of a schema.</summary>
    public virtual PagedEnumerable<ListSchemaRevisionsResponse, Schema> ListSchemaRevisions(SchemaName name, string? pageToken = null, int? pageSize = null, CallSettings? callSettings = null) =>
        ListSchemaRevisions(new ListSchemaRevisionsRequest { Name = GaxPreconditions.CheckNotNull(name, nameof(name)).ToString(), PageToken = pageToken ?? "", PageSize = pageSize ?? 0 }, callSettings);

    /// <summary>Lists the revisions of a schema.</summary>
    public virtual PagedAsyncEnumerable<ListSchemaRevisionsResponse, Schema> ListSchemaRevisionsAsync(SchemaName name, string? pageToken = null, int? pageSize = null, CallSettings? callSettings = null) =>
        ListSchemaRevisionsAsync(new ListSchemaRevisionsRequest { Name = GaxPreconditions.CheckNotNull(name, nameof(name)).ToString(), PageToken = pageToken ?? "", PageSize = pageSize ?? 0 }, callSettings);
}
