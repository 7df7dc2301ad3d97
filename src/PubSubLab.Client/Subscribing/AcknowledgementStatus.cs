namespace Google.Cloud.PubSub.V1;

/// <summary>Status of an ack or a nack.</summary>
public enum AcknowledgementStatus
{
    /// <summary>It is settled.</summary>
    Success = 0,

    /// <summary>The caller may not consume the subscription.</summary>
    PermissionDenied,

    /// <summary>The subscription is not in a state that allows it.</summary>
    FailedPrecondition,

    /// <summary>The ack id is malformed, or no longer the newest: the lease ran out.</summary>
    InvalidAckId,

    /// <summary>Anything else.</summary>
    Other,
}
