using PubSubLab.Emulator;
using PubSubLab.Emulator.Topics;

namespace PubSubLab.Simulation.Tests.Planted;

/// <summary>A service that acknowledges what it has delivered, before a handler answers.</summary>
internal sealed class AckBeforeHandler : PlantedFault
{
    public override void Hear(in EmulatorEvent e)
    {
        if (e.Kind == EmulatorEventKind.Delivered)
        {
            var (name, id) = (e.Subscription!, e.MessageId!);
            Process.Post(_ => Acknowledge(name, id), null);
        }
    }

    private void Acknowledge(string name, string id)
    {
        var subscription = Broker.Subscription(name);
        if (subscription.Slots.FirstOrDefault(slot => $"{slot.Message.Id}" == id) is { } slot)
        {
            using var writer = TopicHost.Of(subscription).Enter();
            subscription.Topic.Acknowledge(subscription, slot.AckId, writer.Now);
            subscription.Topic.Settle();
        }
    }
}
