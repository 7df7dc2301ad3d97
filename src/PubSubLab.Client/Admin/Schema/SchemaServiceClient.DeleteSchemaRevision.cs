using Google.Api.Gax;
using Google.Api.Gax.Grpc;

namespace Google.Cloud.PubSub.V1;

public abstract partial class SchemaServiceClient
{
    private const string RevisionIdIsObsolete = "The service takes the revision from the name; set it there and use the form with a request.";

    /// <summary>Deletes a revision of a schema.</summary>
    public virtual Schema DeleteSchemaRevision(DeleteSchemaRevisionRequest request, CallSettings? callSettings = null) => throw new NotImplementedException();

    /// <summary>Deletes a revision of a schema.</summary>
    public virtual Task<Schema> DeleteSchemaRevisionAsync(DeleteSchemaRevisionRequest request, CallSettings? callSettings = null) => throw new NotImplementedException();

    /// <summary>Deletes a revision of a schema.</summary>
    public virtual Task<Schema> DeleteSchemaRevisionAsync(DeleteSchemaRevisionRequest request, CancellationToken cancellationToken) =>
        DeleteSchemaRevisionAsync(request, CallSettings.FromCancellationToken(cancellationToken));

    /// <summary>Deletes a revision of a schema. <paramref name="name"/> carries the revision, after an @.</summary>
    [Obsolete(RevisionIdIsObsolete)]
    public virtual Schema DeleteSchemaRevision(string name, string revisionId, CallSettings? callSettings = null) =>
        DeleteSchemaRevision(new DeleteSchemaRevisionRequest { Name = GaxPreconditions.CheckNotNullOrEmpty(name, nameof(name)), RevisionId = revisionId ?? "" }, callSettings);

    /// <summary>Deletes a revision of a schema. <paramref name="name"/> carries the revision, after an @.</summary>
    [Obsolete(RevisionIdIsObsolete)]
    public virtual Task<Schema> DeleteSchemaRevisionAsync(string name, string revisionId, CallSettings? callSettings = null) =>
        DeleteSchemaRevisionAsync(new DeleteSchemaRevisionRequest { Name = GaxPreconditions.CheckNotNullOrEmpty(name, nameof(name)), RevisionId = revisionId ?? "" }, callSettings);

    /// <summary>Deletes a revision of a schema. <paramref name="name"/> carries the revision, after an @.</summary>
    [Obsolete(RevisionIdIsObsolete)]
    public virtual Task<Schema> DeleteSchemaRevisionAsync(string name, string revisionId, CancellationToken cancellationToken) =>
        DeleteSchemaRevisionAsync(name, revisionId, CallSettings.FromCancellationToken(cancellationToken));

    /// <summary>Deletes a revision of a schema. <paramref name="name"/> carries the revision, after an @.</summary>
    [Obsolete(RevisionIdIsObsolete)]
    public virtual Schema DeleteSchemaRevision(SchemaName name, string revisionId, CallSettings? callSettings = null) =>
        DeleteSchemaRevision(new DeleteSchemaRevisionRequest { Name = GaxPreconditions.CheckNotNull(name, nameof(name)).ToString(), RevisionId = revisionId ?? "" }, callSettings);

    /// <summary>Deletes a revision of a schema. <paramref name="name"/> carries the revision, after an @.</summary>
    [Obsolete(RevisionIdIsObsolete)]
    public virtual Task<Schema> DeleteSchemaRevisionAsync(SchemaName name, string revisionId, CallSettings? callSettings = null) =>
        DeleteSchemaRevisionAsync(new DeleteSchemaRevisionRequest { Name = GaxPreconditions.CheckNotNull(name, nameof(name)).ToString(), RevisionId = revisionId ?? "" }, callSettings);

    /// <summary>Deletes a revision of a schema. <paramref name="name"/> carries the revision, after an @.</summary>
    [Obsolete(RevisionIdIsObsolete)]
    public virtual Task<Schema> DeleteSchemaRevisionAsync(SchemaName name, string revisionId, CancellationToken cancellationToken) =>
        DeleteSchemaRevisionAsync(name, revisionId, CallSettings.FromCancellationToken(cancellationToken));
}
