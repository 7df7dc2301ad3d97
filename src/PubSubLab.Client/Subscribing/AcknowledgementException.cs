namespace Google.Cloud.PubSub.V1;

/// <summary>
/// An ack or a nack that failed for good. The subscriber throws none: it reports them as <see cref="AckNackResponse"/>, and a handler that
/// wants an exception makes one from that.
/// </summary>
#pragma warning disable CA1032 // The official exception has this constructor only.
public sealed class AcknowledgementException : Exception
#pragma warning restore CA1032
{
    /// <summary>Creates the exception for a message.</summary>
    public AcknowledgementException(AcknowledgementStatus status, string messageId)
        : base($"Message {messageId}: {Reason(status)}")
    {
        Status = status;
        MessageId = messageId;
    }

    /// <summary>Why it failed.</summary>
    public AcknowledgementStatus Status { get; }

    /// <summary>The message whose ack or nack it was.</summary>
    public string MessageId { get; }

    private static string Reason(AcknowledgementStatus status) => status switch
    {
        AcknowledgementStatus.PermissionDenied => "the caller may not consume the subscription.",
        AcknowledgementStatus.FailedPrecondition => "the subscription does not allow it now.",
        AcknowledgementStatus.InvalidAckId => "the ack id is malformed, or the lease ran out and the message was delivered again.",
        _ => "the service refused it.",
    };
}
