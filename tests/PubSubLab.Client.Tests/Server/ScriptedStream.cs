using System.Threading.Channels;
using Google.Cloud.PubSub.V1;
using Google.Protobuf;
using Grpc.Core;

namespace PubSubLab.Client.Tests.Server;

/// <summary>A stream that carries what a test sends, pauses between, and breaks when the test says so.</summary>
internal sealed class ScriptedStream : SubscriberServiceApiClient.StreamingPullStream
{
    private readonly Channel<StreamingPullResponse> _responses = Channel.CreateUnbounded<StreamingPullResponse>();
    private readonly Channel<StreamingPullRequest> _requests = Channel.CreateUnbounded<StreamingPullRequest>();
    private readonly CancellationTokenSource _over;
    private readonly bool _unreachable;

    internal ScriptedStream(bool unreachable, CancellationToken given)
    {
        _over = CancellationTokenSource.CreateLinkedTokenSource(given);
        _unreachable = unreachable;
        GrpcCall = new AsyncDuplexStreamingCall<StreamingPullRequest, StreamingPullResponse>(
            null!, new Reader(this), Task.FromResult(new Metadata()), () => Status.DefaultSuccess, () => [], _over.Cancel);
    }

    public override AsyncDuplexStreamingCall<StreamingPullRequest, StreamingPullResponse> GrpcCall { get; }

    internal bool ExactlyOnce { get; set; }

    internal bool Ordered { get; set; }

    /// <summary>Whether the service ends the stream when the client does.</summary>
    internal bool Polite { get; set; } = true;

    internal bool IsOver => _over.IsCancellationRequested;

    internal bool ClientIsDone { get; private set; }

    /// <summary>The client's next request.</summary>
    internal async Task<StreamingPullRequest> WrittenAsync() => await _requests.Reader.ReadAsync(TestContext.Current.CancellationToken);

    public override Task TryWriteAsync(StreamingPullRequest message) => WriteAsync(message);

    public override Task WriteAsync(StreamingPullRequest message)
    {
        if (_unreachable)
        {
            var never = new TaskCompletionSource();
            _over.Token.Register(() => never.TrySetException(new RpcException(new Status(StatusCode.Cancelled, "given up"))));
            return never.Task;
        }

        _requests.Writer.TryWrite(message);
        return Task.CompletedTask;
    }

    public override Task TryWriteCompleteAsync() => WriteCompleteAsync();

    public override Task WriteCompleteAsync()
    {
        ClientIsDone = true;
        if (Polite && !_unreachable)
        {
            Close();
        }

        return Task.CompletedTask;
    }

    /// <summary>Sends messages in one response. The text of a message is its id and its ack id; what stands before a colon is its key.</summary>
    internal void Send(params string[] messages)
    {
        var response = new StreamingPullResponse
        {
            SubscriptionProperties = new StreamingPullResponse.Types.SubscriptionProperties { ExactlyOnceDeliveryEnabled = ExactlyOnce, MessageOrderingEnabled = Ordered },
        };
        foreach (var text in messages)
        {
            var key = text.IndexOf(':');
            response.ReceivedMessages.Add(new ReceivedMessage
            {
                AckId = text,
                Message = new PubsubMessage { MessageId = text, Data = ByteString.CopyFromUtf8(text), OrderingKey = key < 0 ? "" : text[..key] },
            });
        }

        Send(response);
    }

    internal void Send(StreamingPullResponse response) => _responses.Writer.TryWrite(response);

    internal void Close() => _responses.Writer.TryComplete();

    internal void Break(StatusCode code) => Break(new RpcException(new Status(code, "as the script says")));

    internal void Break(Exception exception) => _responses.Writer.TryComplete(exception);



    private sealed class Reader(ScriptedStream stream) : IAsyncStreamReader<StreamingPullResponse>
    {
        public StreamingPullResponse Current { get; private set; } = null!;

        public async Task<bool> MoveNext(CancellationToken cancellationToken)
        {
            try
            {
                while (await stream._responses.Reader.WaitToReadAsync(stream._over.Token))
                {
                    if (stream._responses.Reader.TryRead(out var response))
                    {
                        Current = response;
                        return true;
                    }
                }

                return false;
            }
            catch (OperationCanceledException)
            {
                throw new RpcException(new Status(StatusCode.Cancelled, "given up"));
            }
        }
    }
}
