using Grpc.Core;

namespace Google.Api.Gax.Grpc;

/// <summary>The shape that the services' default settings have (the API's gRPC service config).</summary>
internal static class DefaultCallSettings
{
    private const int MaxAttempts = 5;

    internal static CallSettings Retrying(TimeSpan timeout, double multiplier, params StatusCode[] codes) =>
        CallSettings.FromExpiration(Expiration.FromTimeout(timeout)).WithRetry(RetrySettings.FromExponentialBackoff(
            MaxAttempts, TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(60), multiplier, RetrySettings.FilterForStatusCodes(codes)));
}
