using Google.Api.Gax.Grpc;
using Grpc.Core;

namespace Google.Cloud.PubSub.V1;

/// <summary>
/// The failure of each ack id that an error names under exactly-once delivery (Pub/Sub docs, Exactly-once delivery: google.rpc.ErrorInfo
/// maps ack ids to PERMANENT_FAILURE_… and TRANSIENT_FAILURE_…; ids that it does not name succeeded).
/// </summary>
internal sealed class AckFailures
{
    private readonly RpcException _error;
    private readonly Dictionary<string, string> _reasons = [];
    private readonly bool _passes;

    internal AckFailures(RpcException error)
    {
        _error = error;
        foreach (var (ackId, reason) in error.GetErrorInfo()?.Metadata ?? [])
        {
            if (reason.StartsWith("TRANSIENT_FAILURE_", StringComparison.Ordinal) || reason.StartsWith("PERMANENT_FAILURE_", StringComparison.Ordinal))
            {
                _reasons[ackId] = reason;
            }
        }

        _passes = error.StatusCode is StatusCode.DeadlineExceeded or StatusCode.ResourceExhausted or StatusCode.Aborted
            or StatusCode.Internal or StatusCode.Unavailable;
    }

    internal bool Succeeded(string ackId) => _reasons.Count > 0 && !_reasons.ContainsKey(ackId);

    internal bool IsTransient(string ackId) =>
        _reasons.Count == 0 ? _passes : _reasons.TryGetValue(ackId, out var reason) && reason.StartsWith("TRANSIENT", StringComparison.Ordinal);

    internal (AcknowledgementStatus Status, string Reason) Failure(string ackId)
    {
        if (_reasons.TryGetValue(ackId, out var reason))
        {
            return reason == "PERMANENT_FAILURE_INVALID_ACK_ID"
                ? (AcknowledgementStatus.InvalidAckId, "The ack id is malformed, or the lease ran out and the message was delivered again.")
                : (AcknowledgementStatus.Other, $"The service answered {reason}.");
        }

        return _error.StatusCode switch
        {
            StatusCode.PermissionDenied => (AcknowledgementStatus.PermissionDenied, $"The caller may not consume the subscription: {_error.Status.Detail}"),
            StatusCode.FailedPrecondition => (AcknowledgementStatus.FailedPrecondition, $"The subscription does not allow it now: {_error.Status.Detail}"),
            _ => (AcknowledgementStatus.Other, $"The service answered {_error.StatusCode}: {_error.Status.Detail}"),
        };
    }
}
