using Google.Api.Gax;
using Google.Api.Gax.Grpc;
using Google.Api.Gax.ResourceNames;

namespace Google.Cloud.PubSub.V1;

public abstract partial class SchemaServiceClient
{
    /// <summary>Checks a schema without keeping it.</summary>
    public virtual ValidateSchemaResponse ValidateSchema(ValidateSchemaRequest request, CallSettings? callSettings = null) => throw new NotImplementedException();

    /// <summary>Checks a schema without keeping it.</summary>
    public virtual Task<ValidateSchemaResponse> ValidateSchemaAsync(ValidateSchemaRequest request, CallSettings? callSettings = null) => throw new NotImplementedException();

    /// <summary>Checks a schema without keeping it.</summary>
    public virtual Task<ValidateSchemaResponse> ValidateSchemaAsync(ValidateSchemaRequest request, CancellationToken cancellationToken) =>
        ValidateSchemaAsync(request, CallSettings.FromCancellationToken(cancellationToken));

    /// <summary>Checks a schema without keeping it.</summary>
    public virtual ValidateSchemaResponse ValidateSchema(string parent, Schema schema, CallSettings? callSettings = null) =>
        ValidateSchema(new ValidateSchemaRequest { Parent = GaxPreconditions.CheckNotNullOrEmpty(parent, nameof(parent)), Schema = GaxPreconditions.CheckNotNull(schema, nameof(schema)) }, callSettings);

    /// <summary>Checks a schema without keeping it.</summary>
    public virtual Task<ValidateSchemaResponse> ValidateSchemaAsync(string parent, Schema schema, CallSettings? callSettings = null) =>
        ValidateSchemaAsync(new ValidateSchemaRequest { Parent = GaxPreconditions.CheckNotNullOrEmpty(parent, nameof(parent)), Schema = GaxPreconditions.CheckNotNull(schema, nameof(schema)) }, callSettings);

    /// <summary>Checks a schema without keeping it.</summary>
    public virtual Task<ValidateSchemaResponse> ValidateSchemaAsync(string parent, Schema schema, CancellationToken cancellationToken) =>
        ValidateSchemaAsync(parent, schema, CallSettings.FromCancellationToken(cancellationToken));

    /// <summary>Checks a schema without keeping it.</summary>
    public virtual ValidateSchemaResponse ValidateSchema(ProjectName parent, Schema schema, CallSettings? callSettings = null) =>
        ValidateSchema(new ValidateSchemaRequest { Parent = GaxPreconditions.CheckNotNull(parent, nameof(parent)).ToString(), Schema = GaxPreconditions.CheckNotNull(schema, nameof(schema)) }, callSettings);

    /// <summary>Checks a schema without keeping it.</summary>
    public virtual Task<ValidateSchemaResponse> ValidateSchemaAsync(ProjectName parent, Schema schema, CallSettings? callSettings = null) =>
        ValidateSchemaAsync(new ValidateSchemaRequest { Parent = GaxPreconditions.CheckNotNull(parent, nameof(parent)).ToString(), Schema = GaxPreconditions.CheckNotNull(schema, nameof(schema)) }, callSettings);

    /// <summary>Checks a schema without keeping it.</summary>
    public virtual Task<ValidateSchemaResponse> ValidateSchemaAsync(ProjectName parent, Schema schema, CancellationToken cancellationToken) =>
        ValidateSchemaAsync(parent, schema, CallSettings.FromCancellationToken(cancellationToken));
}
