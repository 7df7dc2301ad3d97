using Google.Api.Gax;
using Google.Api.Gax.Grpc;

namespace Google.Cloud.PubSub.V1;

public abstract partial class SchemaServiceClient
{
    /// <summary>Reads a schema.</summary>
    public virtual Schema GetSchema(GetSchemaRequest request, CallSettings? callSettings = null) => throw new NotImplementedException();

    /// <summary>Reads a schema.</summary>
    public virtual Task<Schema> GetSchemaAsync(GetSchemaRequest request, CallSettings? callSettings = null) => throw new NotImplementedException();

    /// <summary>Reads a schema.</summary>
    public virtual Task<Schema> GetSchemaAsync(GetSchemaRequest request, CancellationToken cancellationToken) =>
        GetSchemaAsync(request, CallSettings.FromCancellationToken(cancellationToken));

    /// <summary>Reads a schema.</summary>
    public virtual Schema GetSchema(string name, CallSettings? callSettings = null) =>
        GetSchema(new GetSchemaRequest { Name = GaxPreconditions.CheckNotNullOrEmpty(name, nameof(name)) }, callSettings);

    /// <summary>Reads a schema.</summary>
    public virtual Task<Schema> GetSchemaAsync(string name, CallSettings? callSettings = null) =>
        GetSchemaAsync(new GetSchemaRequest { Name = GaxPreconditions.CheckNotNullOrEmpty(name, nameof(name)) }, callSettings);

    /// <summary>Reads a schema.</summary>
    public virtual Task<Schema> GetSchemaAsync(string name, CancellationToken cancellationToken) =>
        GetSchemaAsync(name, CallSettings.FromCancellationToken(cancellationToken));

    /// <summary>Reads a schema.</summary>
    public virtual Schema GetSchema(SchemaName name, CallSettings? callSettings = null) =>
        GetSchema(new GetSchemaRequest { Name = GaxPreconditions.CheckNotNull(name, nameof(name)).ToString() }, callSettings);

    /// <summary>Reads a schema.</summary>
    public virtual Task<Schema> GetSchemaAsync(SchemaName name, CallSettings? callSettings = null) =>
        GetSchemaAsync(new GetSchemaRequest { Name = GaxPreconditions.CheckNotNull(name, nameof(name)).ToString() }, callSettings);

    /// <summary>Reads a schema.</summary>
    public virtual Task<Schema> GetSchemaAsync(SchemaName name, CancellationToken cancellationToken) =>
        GetSchemaAsync(name, CallSettings.FromCancellationToken(cancellationToken));
}
