using Google.Api.Gax;
using Google.Api.Gax.Grpc;
using Google.Api.Gax.ResourceNames;

namespace Google.Cloud.PubSub.V1;

public abstract partial class SchemaServiceClient
{
    /// <summary>Creates a schema.</summary>
    public virtual Schema CreateSchema(CreateSchemaRequest request, CallSettings? callSettings = null) => throw new NotImplementedException();

    /// <summary>Creates a schema.</summary>
    public virtual Task<Schema> CreateSchemaAsync(CreateSchemaRequest request, CallSettings? callSettings = null) => throw new NotImplementedException();

    /// <summary>Creates a schema.</summary>
    public virtual Task<Schema> CreateSchemaAsync(CreateSchemaRequest request, CancellationToken cancellationToken) =>
        CreateSchemaAsync(request, CallSettings.FromCancellationToken(cancellationToken));

    /// <summary>Creates a schema.</summary>
    public virtual Schema CreateSchema(string parent, Schema schema, string? schemaId, CallSettings? callSettings = null) =>
        CreateSchema(new CreateSchemaRequest { Parent = GaxPreconditions.CheckNotNullOrEmpty(parent, nameof(parent)), Schema = GaxPreconditions.CheckNotNull(schema, nameof(schema)), SchemaId = schemaId ?? "" }, callSettings);

    /// <summary>Creates a schema.</summary>
    public virtual Task<Schema> CreateSchemaAsync(string parent, Schema schema, string? schemaId, CallSettings? callSettings = null) =>
        CreateSchemaAsync(new CreateSchemaRequest { Parent = GaxPreconditions.CheckNotNullOrEmpty(parent, nameof(parent)), Schema = GaxPreconditions.CheckNotNull(schema, nameof(schema)), SchemaId = schemaId ?? "" }, callSettings);

    /// <summary>Creates a schema.</summary>
    public virtual Task<Schema> CreateSchemaAsync(string parent, Schema schema, string? schemaId, CancellationToken cancellationToken) =>
        CreateSchemaAsync(parent, schema, schemaId, CallSettings.FromCancellationToken(cancellationToken));

    /// <summary>Creates a schema.</summary>
    public virtual Schema CreateSchema(ProjectName parent, Schema schema, string? schemaId, CallSettings? callSettings = null) =>
        CreateSchema(new CreateSchemaRequest { Parent = GaxPreconditions.CheckNotNull(parent, nameof(parent)).ToString(), Schema = GaxPreconditions.CheckNotNull(schema, nameof(schema)), SchemaId = schemaId ?? "" }, callSettings);

    /// <summary>Creates a schema.</summary>
    public virtual Task<Schema> CreateSchemaAsync(ProjectName parent, Schema schema, string? schemaId, CallSettings? callSettings = null) =>
        CreateSchemaAsync(new CreateSchemaRequest { Parent = GaxPreconditions.CheckNotNull(parent, nameof(parent)).ToString(), Schema = GaxPreconditions.CheckNotNull(schema, nameof(schema)), SchemaId = schemaId ?? "" }, callSettings);

    /// <summary>Creates a schema.</summary>
    public virtual Task<Schema> CreateSchemaAsync(ProjectName parent, Schema schema, string? schemaId, CancellationToken cancellationToken) =>
        CreateSchemaAsync(parent, schema, schemaId, CallSettings.FromCancellationToken(cancellationToken));
}
