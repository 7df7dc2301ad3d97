namespace Google.Cloud.PubSub.V1;

/// <summary>An earlier message of an ordering key failed; the key is refused until <see cref="PublisherClient.ResumePublish"/>.</summary>
#pragma warning disable CA1032 // The official exception has this constructor only.
public class OrderingKeyInErrorStateException : InvalidOperationException
#pragma warning restore CA1032
{
    /// <summary>Creates the exception for a key.</summary>
    public OrderingKeyInErrorStateException(string orderingKey)
        : base($"A message with the ordering key '{orderingKey}' could not be published, so later ones are refused to keep the order. "
            + $"Call ResumePublish(\"{orderingKey}\") to go on.")
    {
    }
}
