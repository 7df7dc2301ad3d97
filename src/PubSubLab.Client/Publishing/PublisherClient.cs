using Google.Api.Gax;
using Google.Protobuf;
using TextEncoding = System.Text.Encoding;

namespace Google.Cloud.PubSub.V1;

/// <summary>Publishes to one topic, gathering messages into batches. Meant to live as long as the process needs the topic.</summary>
public abstract partial class PublisherClient : IAsyncDisposable
{
    /// <summary>The limits of one publish request: 1,000 messages, 10,000,000 bytes (Pub/Sub docs, Quotas and limits).</summary>
    public static BatchingSettings ApiMaxBatchingSettings { get; } = new(1_000, 10_000_000, null);

    /// <summary>Default batch thresholds: 100 messages, 1,000,000 bytes or 10 ms.</summary>
    public static BatchingSettings DefaultBatchingSettings { get; } = new(100, 1_000_000, TimeSpan.FromMilliseconds(10));

    /// <summary>Default time limit of <see cref="DisposeAsync"/> for unsent messages: 5 s.</summary>
    public static TimeSpan DefaultDisposeTimeout { get; } = TimeSpan.FromSeconds(5);

    /// <summary>From how many bytes on a batch is compressed, by default, when compression is enabled: 240.</summary>
    public static long DefaultCompressionBytesThreshold => 240;

    /// <summary>The topic that is published to.</summary>
    public virtual TopicName TopicName => throw new NotImplementedException();

    /// <summary>Creates a publisher with the default credentials and settings. For anything else there is <see cref="PublisherClientBuilder"/>.</summary>
    public static PublisherClient Create(TopicName topicName) => BuilderFor(topicName).Build();

    /// <summary>Creates a publisher with the default credentials and settings. For anything else there is <see cref="PublisherClientBuilder"/>.</summary>
    public static Task<PublisherClient> CreateAsync(TopicName topicName) => BuilderFor(topicName).BuildAsync();

    /// <summary>Publishes a message.</summary>
    /// <param name="message">The message; it must not be changed any more.</param>
    /// <returns>The id that the service gave it, once it has it.</returns>
    /// <exception cref="InvalidOperationException">
    /// The publisher was shut down, or the message has an ordering key and <see cref="Settings.EnableMessageOrdering"/> is false.
    /// </exception>
    /// <exception cref="OrderingKeyInErrorStateException">An earlier message of the key failed; see <see cref="ResumePublish"/>.</exception>
    public virtual Task<string> PublishAsync(PubsubMessage message) => throw new NotImplementedException();

    /// <summary>Publishes a text, as UTF-8 unless another encoding is given.</summary>
    public virtual Task<string> PublishAsync(string message, TextEncoding? encoding = null) => PublishAsync("", message, encoding);

    /// <summary>Publishes a text under an ordering key, as UTF-8 unless another encoding is given.</summary>
    public virtual Task<string> PublishAsync(string orderingKey, string message, TextEncoding? encoding = null) =>
        PublishAsync(orderingKey, ByteString.CopyFrom(message, encoding ?? TextEncoding.UTF8));

    /// <summary>Publishes a Protobuf message in its binary form.</summary>
    public virtual Task<string> PublishAsync(IMessage message) => PublishAsync("", message);

    /// <summary>Publishes a Protobuf message in its binary form, under an ordering key.</summary>
    public virtual Task<string> PublishAsync(string orderingKey, IMessage message) => PublishAsync(orderingKey, message.ToByteString());

    /// <summary>Publishes bytes.</summary>
    public virtual Task<string> PublishAsync(ByteString message) => PublishAsync("", message);

    /// <summary>Publishes bytes under an ordering key.</summary>
    public virtual Task<string> PublishAsync(string orderingKey, ByteString message) =>
        PublishAsync(new PubsubMessage { OrderingKey = orderingKey ?? "", Data = message });

    /// <summary>Publishes a copy of the bytes.</summary>
    public virtual Task<string> PublishAsync(byte[] message) => PublishAsync("", message);

    /// <summary>Publishes a copy of the bytes under an ordering key.</summary>
    public virtual Task<string> PublishAsync(string orderingKey, byte[] message) => PublishAsync(orderingKey, ByteString.CopyFrom(message));

    /// <summary>Accepts messages of an ordering key again after one of its messages failed.</summary>
    public virtual void ResumePublish(string orderingKey) => throw new NotImplementedException();

    /// <summary>Accepts no more messages and sends those that were accepted.</summary>
    /// <param name="hardStopToken">Cancels what is not sent yet; the task is cancelled then.</param>
    public virtual Task ShutdownAsync(CancellationToken hardStopToken) => throw new NotImplementedException();

    /// <summary>Accepts no more messages and sends those that were accepted, for at most <paramref name="timeout"/>.</summary>
    public virtual Task ShutdownAsync(TimeSpan timeout) => throw new NotImplementedException();

    /// <summary>Shuts down within <see cref="Settings.DisposeTimeout"/>.</summary>
    public virtual ValueTask DisposeAsync() => throw new NotImplementedException();

    private static PublisherClientBuilder BuilderFor(TopicName topicName) => new() { TopicName = GaxPreconditions.CheckNotNull(topicName, nameof(topicName)) };
}
