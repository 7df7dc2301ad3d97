using Google.Cloud.PubSub.V1;
using Grpc.Core;
using PubSubLab.Emulator;
using PubSubLab.Emulator.Brokers;
using PubSubLab.Emulator.Engine;
using PubSubLab.Emulator.Resources;
using PubSubLab.Emulator.Services;
using PubSubLab.Emulator.Wire;
using PubSubLab.Simulation.Checks;
using PubSubLab.Simulation.Network;
using PubSubLab.Simulation.Worlds;

namespace PubSubLab.Simulation.Servers;

/// <summary>The emulator's broker and services in a process of the world, behind its network instead of Kestrel.</summary>
internal sealed class SimulatedServer : ICallServer
{
    private readonly World _world;
    private readonly List<SimulatedCall> _calls = [];

    public SimulatedServer(World world, SimulatedProcess process, Broker broker, Ledger ledger)
    {
        (_world, Process, Broker) = (world, process, broker);
        var publisher = new RawPublisher(broker);
        var subscriber = new RawSubscriber(broker);
        Publisher.BindService(Methods, new PublisherService(broker, publisher));
        Subscriber.BindService(Methods, new SubscriberService(broker, subscriber));
        Raw("Publisher", "Publish", PublishReply.Marshaller, publisher.Publish);
        Raw("Subscriber", "Acknowledge", EmptyReply.Marshaller, (request, context) => ledger.AcknowledgeAsync(() => subscriber.Acknowledge(request, context), Leased(request)));
        Raw("Subscriber", "ModifyAckDeadline", EmptyReply.Marshaller, (request, context) => ledger.ExtendAsync(() => subscriber.ModifyAckDeadline(request, context), Deadline));
        Raw("Subscriber", "Pull", DeliveryReply.Marshaller, subscriber.Pull);
        Methods.AddMethod(
            new Method<Frame, DeliveryReply>(MethodType.DuplexStreaming, "google.pubsub.v1.Subscriber", "StreamingPull", Frame.Marshaller, DeliveryReply.Marshaller),
            subscriber.StreamingPull);
    }

    public SimulatedProcess Process { get; }

    public Broker Broker { get; }

    public MethodTable Methods { get; } = new();

    public bool IsUp => !Process.IsDead;

    /// <summary>Whether a call waits for its client to read.</summary>
    public bool HasBlockedCall => _calls.Exists(static call => call.IsBlocked);

    /// <summary>Creates a topic that it begins with.</summary>
    public void Create(Topic topic) => Broker.CreateTopic(topic);

    /// <summary>Creates a subscription that it begins with.</summary>
    public void Create(Google.Cloud.PubSub.V1.Subscription subscription) => Broker.CreateSubscription(
        subscription.Name, Broker.Topic(subscription.Topic), SubscriptionResource.Settings(subscription, linkLocalPush: false),
        SubscriberService.ParseFilter(subscription.Filter), subscription.EnableMessageOrdering);

    public async Task ServeAsync(SimulatedCall call)
    {
        var context = new SimulatedCallContext(call);
        var status = Status.DefaultSuccess;
        var trailers = context.ResponseTrailers;
        _calls.Add(call);
        try
        {
            if (!Methods.TryFind(call.Method, out var method))
            {
                throw new RpcException(new Status(StatusCode.Unimplemented, $"There is no method {call.Method}."));
            }

            await method(call, context);
        }
        catch (RpcException e)
        {
            (status, trailers) = (e.Status, e.Trailers);
        }
        catch (Exception e) when (call.IsLostForServer && e is IOException or OperationCanceledException)
        {
            status = new Status(StatusCode.Cancelled, "The client is gone.");
        }
        catch (Exception e)
        {
            _world.Fail($"{call.Method} threw {e.GetType().Name}: {e.Message}", e);
        }

        _calls.Remove(call);
        call.Finish(status, trailers);
    }

    // The ack ids of a request, each with the message that has its lease.
    private Dictionary<AckId, long> Leased(Frame frame)
    {
        var request = new AckRequest();
        request.ReadAcknowledge(frame.Bytes);
        var ids = request.Acknowledge.Distinct().ToDictionary(static id => id, static _ => 0L);
        foreach (var slot in Broker.Subscription(request.Subscription).Slots.Where(slot => slot.State == DeliveryState.Leased && ids.ContainsKey(slot.AckId)))
        {
            ids[slot.AckId] = slot.Message.Id;
        }

        return ids;
    }

    private long Deadline(string subscription, long message) =>
        Broker.Subscription(subscription).Slots.FirstOrDefault(slot => slot.State == DeliveryState.Leased && slot.Message.Id == message)?.Due ?? 0;

    private void Raw<T>(string service, string method, Marshaller<T> replies, UnaryServerMethod<Frame, T> handler)
        where T : class =>
        Methods.AddMethod(new Method<Frame, T>(MethodType.Unary, $"google.pubsub.v1.{service}", method, Frame.Marshaller, replies), handler);
}
