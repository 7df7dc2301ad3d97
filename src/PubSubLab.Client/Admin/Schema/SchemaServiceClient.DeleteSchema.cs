using Google.Api.Gax;
using Google.Api.Gax.Grpc;
using Google.Protobuf.WellKnownTypes;

namespace Google.Cloud.PubSub.V1;

public abstract partial class SchemaServiceClient
{
    /// <summary>Deletes a schema.</summary>
    public virtual void DeleteSchema(DeleteSchemaRequest request, CallSettings? callSettings = null) => throw new NotImplementedException();

    /// <summary>Deletes a schema.</summary>
    public virtual Task DeleteSchemaAsync(DeleteSchemaRequest request, CallSettings? callSettings = null) => throw new NotImplementedException();

    /// <summary>Deletes a schema.</summary>
    public virtual Task DeleteSchemaAsync(DeleteSchemaRequest request, CancellationToken cancellationToken) =>
        DeleteSchemaAsync(request, CallSettings.FromCancellationToken(cancellationToken));

    /// <summary>Deletes a schema.</summary>
    public virtual void DeleteSchema(string name, CallSettings? callSettings = null) =>
        DeleteSchema(new DeleteSchemaRequest { Name = GaxPreconditions.CheckNotNullOrEmpty(name, nameof(name)) }, callSettings);

    /// <summary>Deletes a schema.</summary>
    public virtual Task DeleteSchemaAsync(string name, CallSettings? callSettings = null) =>
        DeleteSchemaAsync(new DeleteSchemaRequest { Name = GaxPreconditions.CheckNotNullOrEmpty(name, nameof(name)) }, callSettings);

    /// <summary>Deletes a schema.</summary>
    public virtual Task DeleteSchemaAsync(string name, CancellationToken cancellationToken) =>
        DeleteSchemaAsync(name, CallSettings.FromCancellationToken(cancellationToken));

    /// <summary>Deletes a schema.</summary>
    public virtual void DeleteSchema(SchemaName name, CallSettings? callSettings = null) =>
        DeleteSchema(new DeleteSchemaRequest { Name = GaxPreconditions.CheckNotNull(name, nameof(name)).ToString() }, callSettings);

    /// <summary>Deletes a schema.</summary>
    public virtual Task DeleteSchemaAsync(SchemaName name, CallSettings? callSettings = null) =>
        DeleteSchemaAsync(new DeleteSchemaRequest { Name = GaxPreconditions.CheckNotNull(name, nameof(name)).ToString() }, callSettings);

    /// <summary>Deletes a schema.</summary>
    public virtual Task DeleteSchemaAsync(SchemaName name, CancellationToken cancellationToken) =>
        DeleteSchemaAsync(name, CallSettings.FromCancellationToken(cancellationToken));
}
