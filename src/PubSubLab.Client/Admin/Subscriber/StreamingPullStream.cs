using Google.Api.Gax.Grpc;
using Grpc.Core;

namespace Google.Cloud.PubSub.V1;

public abstract partial class SubscriberServiceApiClient
{
    /// <summary>
    /// Opens a stream on which messages come as they become deliverable. The first request names the subscription, the ack
    /// deadline and the flow control; later ones acknowledge and change deadlines.
    /// </summary>
    /// <param name="callSettings">Laid over the client's; a retry is not allowed here.</param>
    /// <param name="streamingSettings">For the writing side; null for the client's.</param>
    public virtual StreamingPullStream StreamingPull(CallSettings? callSettings = null, BidirectionalStreamingSettings? streamingSettings = null) =>
        throw new NotImplementedException();

    /// <summary>A stream on which messages are pulled.</summary>
    public abstract partial class StreamingPullStream : BidirectionalStreamingBase<StreamingPullRequest, StreamingPullResponse>;
}

public sealed partial class SubscriberServiceApiClientImpl
{
    private readonly BidirectionalStreamingSettings _streamingSettings;

    /// <inheritdoc />
    public override StreamingPullStream StreamingPull(CallSettings? callSettings = null, BidirectionalStreamingSettings? streamingSettings = null) =>
        new Stream(_streamingPull.Open(callSettings), (streamingSettings ?? _streamingSettings).BufferedClientWriterCapacity);

    internal sealed class Stream(AsyncDuplexStreamingCall<StreamingPullRequest, StreamingPullResponse> call, int capacity) : StreamingPullStream
    {
        private readonly BufferedWriter<StreamingPullRequest> _writer = new(call.RequestStream, capacity);

        public override AsyncDuplexStreamingCall<StreamingPullRequest, StreamingPullResponse> GrpcCall => call;

        public override Task TryWriteAsync(StreamingPullRequest message) => _writer.TryWrite(message, null)!;

        public override Task WriteAsync(StreamingPullRequest message) => _writer.Write(message, null);

        public override Task TryWriteAsync(StreamingPullRequest message, WriteOptions options) => _writer.TryWrite(message, options)!;

        public override Task WriteAsync(StreamingPullRequest message, WriteOptions options) => _writer.Write(message, options);

        public override Task TryWriteCompleteAsync() => _writer.TryComplete()!;

        public override Task WriteCompleteAsync() => _writer.Complete();
    }
}
