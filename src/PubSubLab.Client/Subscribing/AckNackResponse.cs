namespace Google.Cloud.PubSub.V1;

/// <summary>Result of one ack or nack.</summary>
public sealed class AckNackResponse
{
    /// <summary>Creates a response.</summary>
    public AckNackResponse(string messageId, AcknowledgementStatus status, string? failureMessage)
    {
        MessageId = messageId;
        Status = status;
        FailureMessage = failureMessage!;
    }

    /// <summary>The message that was acked or nacked.</summary>
    public string MessageId { get; }

    /// <summary>Whether it succeeded, and if not, why.</summary>
    public AcknowledgementStatus Status { get; }

    /// <summary>The reason in words; null when it succeeded.</summary>
    public string FailureMessage { get; }
}
