using Google.Cloud.PubSub.V1;
using Grpc.Core;

namespace PubSubLab.Benchmarks.Load;

/// <summary>Streams that receive and acknowledge until a number of messages has come.</summary>
internal sealed class Drain : IAsyncDisposable
{
    private readonly List<(AsyncDuplexStreamingCall<StreamingPullRequest, StreamingPullResponse> Call, Task Run)> _streams = [];
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly long _total;
    private readonly Action<StreamingPullResponse>? _onResponse;
    private long _received;

    private Drain(long total, Action<StreamingPullResponse>? onResponse)
    {
        _total = total;
        _onResponse = onResponse;
    }

    public Task Done => _done.Task;

    public long Received => Interlocked.Read(ref _received);

    public static async Task<Drain> StartAsync(
        RawClient client, string subscription, int streams, long total, CancellationToken cancellation, Action<StreamingPullResponse>? onResponse = null)
    {
        var drain = new Drain(total, onResponse);
        for (var i = 0; i < streams; i++)
        {
            var call = client.Subscriber().StreamingPull(cancellationToken: cancellation);
            await call.RequestStream.WriteAsync(new StreamingPullRequest { Subscription = subscription, StreamAckDeadlineSeconds = 60 }, cancellation);
            drain._streams.Add((call, drain.ReceiveAsync(call)));
        }

        return drain;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var (call, _) in _streams)
        {
            call.Dispose();
        }

        await Task.WhenAll(_streams.Select(static stream => stream.Run));
    }

    private async Task ReceiveAsync(AsyncDuplexStreamingCall<StreamingPullRequest, StreamingPullResponse> call)
    {
        try
        {
            await foreach (var response in call.ResponseStream.ReadAllAsync())
            {
                if (response.ReceivedMessages.Count == 0)
                {
                    continue;
                }

                _onResponse?.Invoke(response);
                var acks = new StreamingPullRequest();
                foreach (var message in response.ReceivedMessages)
                {
                    acks.AckIds.Add(message.AckId);
                }

                await call.RequestStream.WriteAsync(acks);
                if (Interlocked.Add(ref _received, response.ReceivedMessages.Count) >= _total)
                {
                    _done.TrySetResult();
                }
            }
        }
        catch (Exception e) when (e is RpcException { StatusCode: StatusCode.Cancelled } or InvalidOperationException or OperationCanceledException)
        {
            // The drain was disposed.
        }
        catch (RpcException e)
        {
            _done.TrySetException(e);
        }
    }
}
