using Grpc.Core;

namespace Google.Api.Gax.Grpc;

/// <summary>The shape that the services' default settings have (the API's gRPC service config).</summary>
internal static class DefaultCallSettings
{
    internal static CallSettings Retrying(TimeSpan timeout, double multiplier, params StatusCode[] codes) =>
        CallSettings.FromExpiration(Expiration.FromTimeout(timeout)).WithRetry(RetrySettings.FromExponentialBackoff(
            int.MaxValue, TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(60), multiplier, RetrySettings.FilterForStatusCodes(codes)));
}
