using Google.Api.Gax;
using Google.Api.Gax.Grpc;

namespace Google.Cloud.PubSub.V1;

public abstract partial class SchemaServiceClient
{
    /// <summary>Deletes a revision of a schema.</summary>
    public virtual Schema DeleteSchemaRevision(DeleteSchemaRevisionRequest request, CallSettings? callSettings = null) => throw new NotImplementedException();

    /// <summary>Deletes a revision of a schema.</summary>
    public virtual Task<Schema> DeleteSchemaRevisionAsync(DeleteSchemaRevisionRequest request, CallSettings? callSettings = null) => throw new NotImplementedException();

    /// <summary>Deletes a revision of a schema.</summary>
    public virtual Task<Schema> DeleteSchemaRevisionAsync(DeleteSchemaRevisionRequest request, CancellationToken cancellationToken) =>
        DeleteSchemaRevisionAsync(request, CallSettings.FromCancellationToken(cancellationToken));
}
