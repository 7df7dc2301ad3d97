using Google.Cloud.PubSub.V1;
using Grpc.Core;

namespace PubSubLab.Emulator.Tests.Support;

/// <summary>A StreamingPull stream read by a test.</summary>
internal sealed class PullStream(AsyncDuplexStreamingCall<StreamingPullRequest, StreamingPullResponse> call) : IDisposable
{
    private readonly Queue<ReceivedMessage> _received = new();

    /// <summary>Longer than anything a test waits for; only a test that fails gets here.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(20);

    public List<StreamingPullResponse> Responses { get; } = [];

    public async Task<ReceivedMessage> NextAsync()
    {
        while (_received.Count == 0)
        {
            await ReadAsync();
        }

        return _received.Dequeue();
    }

    public async Task<List<ReceivedMessage>> NextAsync(int count)
    {
        var messages = new List<ReceivedMessage>();
        while (messages.Count < count)
        {
            messages.Add(await NextAsync());
        }

        return messages;
    }

    /// <summary>Reads responses until one fulfils the condition.</summary>
    public async Task<StreamingPullResponse> UntilAsync(Func<StreamingPullResponse, bool> condition)
    {
        while (true)
        {
            var response = await ReadAsync();
            if (condition(response))
            {
                return response;
            }
        }
    }

    public Task AcknowledgeAsync(params string[] ackIds) => SendAsync(new StreamingPullRequest { AckIds = { ackIds } });

    public Task ModifyAsync(int seconds, params string[] ackIds) => SendAsync(new StreamingPullRequest
    {
        ModifyDeadlineAckIds = { ackIds },
        ModifyDeadlineSeconds = { ackIds.Select(_ => seconds) },
    });

    public Task SendAsync(StreamingPullRequest request) => call.RequestStream.WriteAsync(request);

    public Task CompleteAsync() => call.RequestStream.CompleteAsync();

    public async Task<StreamingPullResponse> ReadAsync()
    {
        if (!await call.ResponseStream.MoveNext(CancellationToken.None).WaitAsync(Patience))
        {
            throw new EndOfStreamException("The stream ended.");
        }

        var response = call.ResponseStream.Current;
        Responses.Add(response);
        foreach (var message in response.ReceivedMessages)
        {
            _received.Enqueue(message);
        }

        return response;
    }

    public void Dispose() => call.Dispose();
}
