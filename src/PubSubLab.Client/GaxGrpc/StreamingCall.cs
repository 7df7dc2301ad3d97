using Grpc.Core;

namespace Google.Api.Gax.Grpc;

/// <summary>Opens a call in which both sides stream.</summary>
internal sealed class StreamingCall<TRequest, TResponse>(
    Func<CallOptions, AsyncDuplexStreamingCall<TRequest, TResponse>> call, CallSettings settings, IClock clock)
    where TRequest : class
    where TResponse : class
{
    internal AsyncDuplexStreamingCall<TRequest, TResponse> Open(CallSettings? perCall)
    {
        var effective = settings.MergedWith(perCall);
        GaxPreconditions.CheckState(effective.Retry is null, "A streaming call cannot be retried; leave Retry out of its settings.");
        return call(effective.ToCallOptions(clock));
    }
}
