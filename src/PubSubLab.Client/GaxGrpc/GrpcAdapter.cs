using Grpc.Core;

namespace Google.Api.Gax.Grpc;

/// <summary>Makes channels with one gRPC implementation. There is one here: <see cref="GrpcNetClientAdapter"/>.</summary>
public abstract class GrpcAdapter
{
    private protected GrpcAdapter()
    {
    }

    /// <summary>The adapter that a builder takes when it was given none.</summary>
    public static GrpcAdapter GetFallbackAdapter(ServiceMetadata serviceMetadata)
    {
        GaxPreconditions.CheckNotNull(serviceMetadata, nameof(serviceMetadata));
        return GrpcNetClientAdapter.Default;
    }

    internal ChannelBase CreateChannel(string endpoint, ChannelCredentials credentials, GrpcChannelOptions options) =>
        CreateChannelImpl(
            GaxPreconditions.CheckNotNull(endpoint, nameof(endpoint)),
            GaxPreconditions.CheckNotNull(credentials, nameof(credentials)),
            GaxPreconditions.CheckNotNull(options, nameof(options)));

    private protected abstract ChannelBase CreateChannelImpl(string endpoint, ChannelCredentials credentials, GrpcChannelOptions options);
}
