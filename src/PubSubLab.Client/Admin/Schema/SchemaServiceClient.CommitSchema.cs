using Google.Api.Gax;
using Google.Api.Gax.Grpc;

namespace Google.Cloud.PubSub.V1;

public abstract partial class SchemaServiceClient
{
    /// <summary>Adds a revision to a schema.</summary>
    public virtual Schema CommitSchema(CommitSchemaRequest request, CallSettings? callSettings = null) => throw new NotImplementedException();

    /// <summary>Adds a revision to a schema.</summary>
    public virtual Task<Schema> CommitSchemaAsync(CommitSchemaRequest request, CallSettings? callSettings = null) => throw new NotImplementedException();

    /// <summary>Adds a revision to a schema.</summary>
    public virtual Task<Schema> CommitSchemaAsync(CommitSchemaRequest request, CancellationToken cancellationToken) =>
        CommitSchemaAsync(request, CallSettings.FromCancellationToken(cancellationToken));

    /// <summary>Adds a revision to a schema.</summary>
    public virtual Schema CommitSchema(string name, Schema schema, CallSettings? callSettings = null) =>
        CommitSchema(new CommitSchemaRequest { Name = GaxPreconditions.CheckNotNullOrEmpty(name, nameof(name)), Schema = GaxPreconditions.CheckNotNull(schema, nameof(schema)) }, callSettings);

    /// <summary>Adds a revision to a schema.</summary>
    public virtual Task<Schema> CommitSchemaAsync(string name, Schema schema, CallSettings? callSettings = null) =>
        CommitSchemaAsync(new CommitSchemaRequest { Name = GaxPreconditions.CheckNotNullOrEmpty(name, nameof(name)), Schema = GaxPreconditions.CheckNotNull(schema, nameof(schema)) }, callSettings);

    /// <summary>Adds a revision to a schema.</summary>
    public virtual Task<Schema> CommitSchemaAsync(string name, Schema schema, CancellationToken cancellationToken) =>
        CommitSchemaAsync(name, schema, CallSettings.FromCancellationToken(cancellationToken));

    /// <summary>Adds a revision to a schema.</summary>
    public virtual Schema CommitSchema(SchemaName name, Schema schema, CallSettings? callSettings = null) =>
        CommitSchema(new CommitSchemaRequest { Name = GaxPreconditions.CheckNotNull(name, nameof(name)).ToString(), Schema = GaxPreconditions.CheckNotNull(schema, nameof(schema)) }, callSettings);

    /// <summary>Adds a revision to a schema.</summary>
    public virtual Task<Schema> CommitSchemaAsync(SchemaName name, Schema schema, CallSettings? callSettings = null) =>
        CommitSchemaAsync(new CommitSchemaRequest { Name = GaxPreconditions.CheckNotNull(name, nameof(name)).ToString(), Schema = GaxPreconditions.CheckNotNull(schema, nameof(schema)) }, callSettings);

    /// <summary>Adds a revision to a schema.</summary>
    public virtual Task<Schema> CommitSchemaAsync(SchemaName name, Schema schema, CancellationToken cancellationToken) =>
        CommitSchemaAsync(name, schema, CallSettings.FromCancellationToken(cancellationToken));
}
