using Grpc.AspNetCore.Server.Model;
using Grpc.Core;
using PubSubLab.Emulator.Brokers;
using PubSubLab.Emulator.Engine;
using PubSubLab.Emulator.Topics;
using PubSubLab.Emulator.Wire;

namespace PubSubLab.Emulator.Services;

/// <summary>
/// The calls of google.pubsub.v1.Subscriber that pass by the hundred thousand, over bytes instead of message objects:
/// StreamingPull, Pull, Acknowledge and ModifyAckDeadline.
/// </summary>
internal sealed class RawSubscriber(Broker broker)
{
    public Task<EmptyReply> Acknowledge(Frame frame, ServerCallContext context)
    {
        var request = new AckRequest();
        using (frame)
        {
            request.ReadAcknowledge(frame.Bytes);
        }

        return Apply(request);
    }

    public Task<EmptyReply> ModifyAckDeadline(Frame frame, ServerCallContext context)
    {
        var request = new AckRequest();
        using (frame)
        {
            request.ReadModify(frame.Bytes);
        }

        return Apply(request);
    }

    public async Task<DeliveryReply> Pull(Frame frame, ServerCallContext context)
    {
        using (frame)
        {
            var (name, max, immediately) = PullRequestReader.Read(frame.Bytes);
            return await PullAsync(name, max, immediately, Peers.OfCall(context, broker), context.CancellationToken);
        }
    }

    private async Task<DeliveryReply> PullAsync(string name, int max, bool immediately, EmulatorPeer? peer, CancellationToken cancellation)
    {
        var subscription = broker.Subscription(name);
        var session = new ConsumerSession(ConsumerKind.Pull, subscription, max, 0, 0) { Peer = peer };
        var host = TopicHost.Of(subscription);
        var reply = new DeliveryReply();
        using (var writer = host.Enter())
        {
            ConsumerErrors.Check(subscription);
            host.Engine.Attach(subscription, session, writer.Now);
        }

        try
        {
            using var limit = new CancellationTokenSource(broker.Options.PullWait, broker.Clock.Provider);
            await using var stillstand = new ClockStillstand(broker.Clock.Provider, TimeProvider.System);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stillstand.Token, cancellation);
            while (!await TryTakeAsync(host, session, reply, cancellation) && !immediately && session.Evicted is null)
            {
                await session.Signal.WaitAsync().WaitAsync(either.Token);
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // Nothing came; an empty answer says so.
        }
        finally
        {
            using var writer = host.Enter();
            host.Engine.Detach(subscription, session, writer.Now);
        }

        return session.Evicted is { } reason && reply.IsEmpty ? throw ConsumerErrors.Evicted(subscription, reason) : reply;
    }

    private async ValueTask<bool> TryTakeAsync(TopicHost host, ConsumerSession session, DeliveryReply reply, CancellationToken cancellation)
    {
        // A subscription's transforms can filter out everything of a batch.
        while (await TakeAsync(host, session, reply, cancellation))
        {
            await TransformedDeliveries.PassAsync(broker.Transforms, session, reply.Batch, cancellation);
            if (!reply.IsEmpty)
            {
                return true;
            }
        }

        return false;
    }

    private static async ValueTask<bool> TakeAsync(TopicHost host, ConsumerSession session, DeliveryReply reply, CancellationToken cancellation)
    {
        // Messages for a departed client would be blocked until their leases end.
        cancellation.ThrowIfCancellationRequested();
        Task sendable;
        using (var writer = host.Enter())
        {
            sendable = host.Take(session.Subscription, session, reply.Batch, writer);
        }

        await sendable;
        return !reply.IsEmpty;
    }

    /// <summary>Applies a request. With a store the task completes when its changes last; at once without one.</summary>
    public Task<EmptyReply> Apply(AckRequest request)
    {
        var subscription = broker.Subscription(request.Subscription);
        var host = TopicHost.Of(subscription);
        var outcome = new AckConfirmations(subscription);
        Task saved;
        using (var writer = host.Enter())
        {
            host.CheckStore();
            broker.MessageFaults.LoseAcks(request.Acknowledge, subscription, writer.Now);
            outcome.Apply(request, host.Engine, writer.Now);
            saved = writer.SaveDriven();
        }

        host.Stored?.Store.Drive();
        if (!saved.IsCompletedSuccessfully)
        {
            return AnswerAsync(saved, outcome);
        }

        outcome.ThrowIfFailed();
        return Task.FromResult(EmptyReply.Instance);
    }

    private static async Task<EmptyReply> AnswerAsync(Task saved, AckConfirmations outcome)
    {
        await saved;
        outcome.ThrowIfFailed();
        return EmptyReply.Instance;
    }

    public Task StreamingPull(IAsyncStreamReader<Frame> requests, IServerStreamWriter<DeliveryReply> responses, ServerCallContext context) =>
        new StreamingPullCall(broker, requests, responses, context).RunAsync();

    internal sealed class Methods : IServiceMethodProvider<RawSubscriber>
    {
        private const string Service = "google.pubsub.v1.Subscriber";

        public void OnServiceMethodDiscovery(ServiceMethodProviderContext<RawSubscriber> context)
        {
            context.AddUnaryMethod(
                new Method<Frame, EmptyReply>(MethodType.Unary, Service, "Acknowledge", Frame.Marshaller, EmptyReply.Marshaller),
                [],
                static (service, request, call) => service.Acknowledge(request, call));
            context.AddUnaryMethod(
                new Method<Frame, EmptyReply>(MethodType.Unary, Service, "ModifyAckDeadline", Frame.Marshaller, EmptyReply.Marshaller),
                [],
                static (service, request, call) => service.ModifyAckDeadline(request, call));
            context.AddUnaryMethod(
                new Method<Frame, DeliveryReply>(MethodType.Unary, Service, "Pull", Frame.Marshaller, DeliveryReply.Marshaller),
                [],
                static (service, request, call) => service.Pull(request, call));
            context.AddDuplexStreamingMethod(
                new Method<Frame, DeliveryReply>(MethodType.DuplexStreaming, Service, "StreamingPull", Frame.Marshaller, DeliveryReply.Marshaller),
                [],
                static (service, requests, responses, call) => service.StreamingPull(requests, responses, call));
        }
    }
}
