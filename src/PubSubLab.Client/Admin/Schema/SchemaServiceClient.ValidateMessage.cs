using Google.Api.Gax;
using Google.Api.Gax.Grpc;

namespace Google.Cloud.PubSub.V1;

public abstract partial class SchemaServiceClient
{
    /// <summary>Checks a message against a schema.</summary>
    public virtual ValidateMessageResponse ValidateMessage(ValidateMessageRequest request, CallSettings? callSettings = null) => throw new NotImplementedException();

    /// <summary>Checks a message against a schema.</summary>
    public virtual Task<ValidateMessageResponse> ValidateMessageAsync(ValidateMessageRequest request, CallSettings? callSettings = null) => throw new NotImplementedException();

    /// <summary>Checks a message against a schema.</summary>
    public virtual Task<ValidateMessageResponse> ValidateMessageAsync(ValidateMessageRequest request, CancellationToken cancellationToken) =>
        ValidateMessageAsync(request, CallSettings.FromCancellationToken(cancellationToken));
}
