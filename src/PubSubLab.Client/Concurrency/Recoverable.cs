using Grpc.Core;

namespace Google.Cloud.PubSub.V1.Concurrency;

/// <summary>Which failures pass by themselves.</summary>
internal static class Recoverable
{
    internal static bool IsRecoverable(this RpcException e) => e.StatusCode is
        StatusCode.Aborted or StatusCode.Cancelled or StatusCode.DeadlineExceeded or StatusCode.Internal
        or StatusCode.ResourceExhausted or StatusCode.Unavailable or StatusCode.Unknown;
}
