using Google.Cloud.PubSub.V1;
using Google.Protobuf;
using Grpc.Core;
using PubSubLab.Emulator.Brokers;
using PubSubLab.Emulator.Engine;
using PubSubLab.Emulator.Resources;
using PubSubLab.Emulator.Topics;
using PubSubLab.Emulator.Wire;

namespace PubSubLab.Emulator.Services;

/// <summary>
/// One StreamingPull stream: a loop that reads acknowledgements, and a loop that takes from the outbox and writes. What
/// gathers while a response is being written goes out with the next, so batches grow with the load and idle messages do
/// not wait.
/// </summary>
internal sealed class StreamingPullCall(
    Broker broker, IAsyncStreamReader<Frame> requests, IServerStreamWriter<DeliveryReply> responses, ServerCallContext context)
{
    private readonly AckRequest _request = new();
    private readonly Queue<byte[]> _confirmations = new();
    private volatile bool _isOver;
    private bool _hasExtra;
    private bool? _toldExactlyOnce;
    private byte[] _properties = [];
    private Task _opening = Task.CompletedTask;
    private Task _sendable = Task.CompletedTask;
    private ConsumerSession _session = null!;
    private TopicHost _host = null!;

    public async Task RunAsync()
    {
        if (!await requests.MoveNext(CancellationToken.None))
        {
            throw Fail.Invalid("The stream ended before its first request, which names the subscription.");
        }

        Open();
        var reading = ReadAsync(_opening);
        var writing = WriteAsync();
        var end = "closed by the server";
        try
        {
            var first = await Task.WhenAny(reading, writing);
            end = context.CancellationToken.IsCancellationRequested ? "broken off by the client"
                : first == reading && !reading.IsFaulted ? "closed by the client" : end;
            await first;
        }
        catch (Exception) when (context.CancellationToken.IsCancellationRequested)
        {
            // The client is gone; nobody reads a status.
        }
        finally
        {
            Close(end);
            _isOver = true;
            _session.Signal.Set();
            await EndedAsync(writing);

            // Not left under way: Kestrel uses the stream's object again for another call, which then cannot read its own request.
            context.GetHttpContext().Request.BodyReader.CancelPendingRead();
            await EndedAsync(reading);
        }
    }

    private void Open()
    {
        using (var frame = requests.Current)
        {
            _request.ReadStream(frame.Bytes, first: true);
        }

        var subscription = broker.Subscription(_request.Subscription);
        ConsumerErrors.Check(subscription);
        _host = TopicHost.Of(subscription);
        _session = new ConsumerSession(ConsumerKind.Stream, subscription, _request.MaxMessages, _request.MaxBytes, _request.StreamSeconds)
        {
            Peer = Peers.OfStream(context, _request),
        };
        using (var writer = _host.Enter())
        {
            ConsumerErrors.Check(subscription);
            Observe(EmulatorEventKind.StreamOpened, writer.Now, null);
            _host.Engine.Attach(subscription, _session, writer.Now);
            // The first request may carry acknowledgements of an earlier stream.
            _opening = Apply(writer);
        }

        _session.Signal.Set();
    }

    /// <summary>Notes what the subscription is like now; false where that is what the client was told last.</summary>
    private bool HasNews()
    {
        var exactlyOnce = _session.Subscription.Settings.ExactlyOnce;
        if (_toldExactlyOnce == exactlyOnce)
        {
            return false;
        }

        _toldExactlyOnce = exactlyOnce;
        _properties = new StreamingPullResponse
        {
            SubscriptionProperties = new() { ExactlyOnceDeliveryEnabled = exactlyOnce, MessageOrderingEnabled = _session.Subscription.IsOrdered },
        }.ToByteArray();
        return true;
    }

    private void Close(string detail)
    {
        using var writer = _host.Enter();
        _host.Engine.Detach(_session.Subscription, _session, writer.Now);
        Observe(EmulatorEventKind.StreamClosed, writer.Now, detail);
    }

    private void Observe(EmulatorEventKind kind, long now, string? detail)
    {
        if (_host.IsObserved)
        {
            _host.Observe(kind, now, _session.Subscription, null, 0, _session.Peer, detail);
        }
    }

    private async Task ReadAsync(Task opening)
    {
        await opening;
        while (await requests.MoveNext(CancellationToken.None))
        {
            using (var frame = requests.Current)
            {
                _request.ReadStream(frame.Bytes, first: false);
            }

            Task confirmed;
            using (var writer = _host.Enter())
            {
                if (_session.Evicted is not null)
                {
                    continue;
                }

                if (_request.StreamSeconds > 0)
                {
                    _session.LeaseSeconds = _request.StreamSeconds;
                }

                confirmed = Apply(writer);
            }

            await confirmed;
        }
    }

    /// <summary>Applies the request as the engine's writer. The task completes when its confirmation is on the way.</summary>
    private Task Apply(in TopicHost.Writer writer)
    {
        if (_request.Acknowledge.Count == 0 && _request.Modify.Count == 0)
        {
            return Task.CompletedTask;
        }

        var isTold = _session.Subscription.Settings.ExactlyOnce;
        if (_host.Stored is { IsCurrent: false })
        {
            // The store is closed, and these messages come again when it opens.
            if (isTold)
            {
                Confirm(AckConfirmations.Refuse(_request));
            }

            return Task.CompletedTask;
        }

        broker.MessageFaults.LoseAcks(_request.Acknowledge, _session.Subscription, writer.Now);
        var outcome = new AckConfirmations(_session.Subscription);
        outcome.Apply(_request, _host.Engine, writer.Now);
        if (outcome.Confirmation is not { } confirmation)
        {
            return Task.CompletedTask;
        }

        var saved = writer.Save();
        if (!saved.IsCompletedSuccessfully)
        {
            return ConfirmAsync(saved, confirmation, AckConfirmations.Refuse(_request));
        }

        Confirm(confirmation);
        return Task.CompletedTask;
    }

    private async Task ConfirmAsync(Task saved, StreamingPullResponse confirmation, StreamingPullResponse refusal)
    {
        var answer = confirmation;
        try
        {
            await saved;
        }
        catch (RpcException)
        {
            // Not on the disk: the client is told so.
            answer = refusal;
        }

        Confirm(answer);
    }

    private void Confirm(StreamingPullResponse confirmation)
    {
        lock (_confirmations)
        {
            _confirmations.Enqueue(confirmation.ToByteArray());
        }

        _session.Signal.Set();
    }

    private async Task WriteAsync()
    {
        var reply = new DeliveryReply();
        while (!_isOver)
        {
            await _session.Signal.WaitAsync();
            if (broker.MessageFaults.Delay is var delay && delay > TimeSpan.Zero)
            {
                await Task.Delay(delay, broker.Clock.Provider, context.CancellationToken);
            }

            // Behind whatever else is to be done already: under load that is more publishes, and they go out with this response.
            await Task.Yield();
            while (!_isOver && Take(reply))
            {
                if (!_sendable.IsCompletedSuccessfully && !await AreStoredAsync(reply))
                {
                    continue;
                }

                await TransformedDeliveries.PassAsync(broker.Transforms, _session, reply.Batch, context.CancellationToken);
                if (_hasExtra || reply.Batch.Count > 0)
                {
                    Duplicate(reply.Batch);
                    await responses.WriteAsync(reply, context.CancellationToken);
                }
            }

            if (_session.Evicted is { } reason)
            {
                throw ConsumerErrors.Evicted(_session.Subscription, reason);
            }
        }
    }

    /// <summary>Waits until the store has the deliveries. If it refuses them they come again later, and only the rest is sent.</summary>
    private async Task<bool> AreStoredAsync(DeliveryReply reply)
    {
        try
        {
            await _sendable;
        }
        catch (RpcException)
        {
            reply.Batch.Clear();
        }

        return !reply.IsEmpty;
    }

    private bool Take(DeliveryReply reply)
    {
        reply.Clear();
        byte[]? confirmation;
        lock (_confirmations)
        {
            _confirmations.TryDequeue(out confirmation);
        }

        using var writer = _host.Enter();
        var hasNews = HasNews();
        _sendable = _host.Take(_session.Subscription, _session, reply.Batch, writer);
        _hasExtra = hasNews || confirmation is not null;
        if (_hasExtra || reply.Batch.Count > 0)
        {
            // With every response: a client takes one without them to mean that the subscription is neither ordered nor exactly-once.
            // Fields of one message may stand in any order and be put together from parts.
            reply.Extra = confirmation is null ? _properties : [.. _properties, .. confirmation];
        }

        return !reply.IsEmpty;
    }

    private void Duplicate(DeliveryBatch batch)
    {
        for (var i = batch.Count - 1; i >= 0 && !_session.Subscription.Settings.ExactlyOnce && broker.MessageFaults.TakesDuplicate(); i--)
        {
            batch.Add(batch.Items[i]);
        }
    }

    private static async Task EndedAsync(Task loop)
    {
        try
        {
            await loop;
        }
        catch (Exception e) when (e is OperationCanceledException or InvalidOperationException or IOException or RpcException)
        {
            // How the stream ended is known already; this only waits until nothing is being written or read any more.
        }
    }
}
