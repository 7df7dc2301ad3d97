using Google.Api.Gax;
using Google.Api.Gax.Grpc;

namespace Google.Cloud.PubSub.V1;

public abstract partial class SubscriberServiceApiClient
{
    /// <summary>Sets a subscription back or forward, to a time or a snapshot.</summary>
    public virtual SeekResponse Seek(SeekRequest request, CallSettings? callSettings = null) => throw new NotImplementedException();

    /// <summary>Sets a subscription back or forward, to a time or a snapshot.</summary>
    public virtual Task<SeekResponse> SeekAsync(SeekRequest request, CallSettings? callSettings = null) => throw new NotImplementedException();

    /// <summary>Sets a subscription back or forward, to a time or a snapshot.</summary>
    public virtual Task<SeekResponse> SeekAsync(SeekRequest request, CancellationToken cancellationToken) =>
        SeekAsync(request, CallSettings.FromCancellationToken(cancellationToken));
}
