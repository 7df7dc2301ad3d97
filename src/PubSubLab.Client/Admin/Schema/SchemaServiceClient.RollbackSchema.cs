using Google.Api.Gax;
using Google.Api.Gax.Grpc;

namespace Google.Cloud.PubSub.V1;

public abstract partial class SchemaServiceClient
{
    /// <summary>Adds a revision that is a copy of an earlier one.</summary>
    public virtual Schema RollbackSchema(RollbackSchemaRequest request, CallSettings? callSettings = null) => throw new NotImplementedException();

    /// <summary>Adds a revision that is a copy of an earlier one.</summary>
    public virtual Task<Schema> RollbackSchemaAsync(RollbackSchemaRequest request, CallSettings? callSettings = null) => throw new NotImplementedException();

    /// <summary>Adds a revision that is a copy of an earlier one.</summary>
    public virtual Task<Schema> RollbackSchemaAsync(RollbackSchemaRequest request, CancellationToken cancellationToken) =>
        RollbackSchemaAsync(request, CallSettings.FromCancellationToken(cancellationToken));

    /// <summary>Adds a revision that is a copy of an earlier one.</summary>
    public virtual Schema RollbackSchema(string name, string revisionId, CallSettings? callSettings = null) =>
        RollbackSchema(new RollbackSchemaRequest { Name = GaxPreconditions.CheckNotNullOrEmpty(name, nameof(name)), RevisionId = GaxPreconditions.CheckNotNullOrEmpty(revisionId, nameof(revisionId)) }, callSettings);

    /// <summary>Adds a revision that is a copy of an earlier one.</summary>
    public virtual Task<Schema> RollbackSchemaAsync(string name, string revisionId, CallSettings? callSettings = null) =>
        RollbackSchemaAsync(new RollbackSchemaRequest { Name = GaxPreconditions.CheckNotNullOrEmpty(name, nameof(name)), RevisionId = GaxPreconditions.CheckNotNullOrEmpty(revisionId, nameof(revisionId)) }, callSettings);

    /// <summary>Adds a revision that is a copy of an earlier one.</summary>
    public virtual Task<Schema> RollbackSchemaAsync(string name, string revisionId, CancellationToken cancellationToken) =>
        RollbackSchemaAsync(name, revisionId, CallSettings.FromCancellationToken(cancellationToken));

    /// <summary>Adds a revision that is a copy of an earlier one.</summary>
    public virtual Schema RollbackSchema(SchemaName name, string revisionId, CallSettings? callSettings = null) =>
        RollbackSchema(new RollbackSchemaRequest { Name = GaxPreconditions.CheckNotNull(name, nameof(name)).ToString(), RevisionId = GaxPreconditions.CheckNotNullOrEmpty(revisionId, nameof(revisionId)) }, callSettings);

    /// <summary>Adds a revision that is a copy of an earlier one.</summary>
    public virtual Task<Schema> RollbackSchemaAsync(SchemaName name, string revisionId, CallSettings? callSettings = null) =>
        RollbackSchemaAsync(new RollbackSchemaRequest { Name = GaxPreconditions.CheckNotNull(name, nameof(name)).ToString(), RevisionId = GaxPreconditions.CheckNotNullOrEmpty(revisionId, nameof(revisionId)) }, callSettings);

    /// <summary>Adds a revision that is a copy of an earlier one.</summary>
    public virtual Task<Schema> RollbackSchemaAsync(SchemaName name, string revisionId, CancellationToken cancellationToken) =>
        RollbackSchemaAsync(name, revisionId, CallSettings.FromCancellationToken(cancellationToken));
}
