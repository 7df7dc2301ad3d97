using PubSubLab.Emulator;

namespace PubSubLab.Simulation.Tests.Planted;

/// <summary>A service that drops the backlog of a subscription once.</summary>
internal sealed class LostBacklog : PlantedFault
{
    private int _deliveries;

    public override void Hear(in EmulatorEvent e)
    {
        if (e.Kind == EmulatorEventKind.Delivered && ++_deliveries == 5)
        {
            var name = e.Subscription!;
            Process.Post(_ => Emulator.Brokers.Broker.Seek(Broker.Subscription(name), Broker.Clock.Now + 1).GetAwaiter().GetResult(), null);
        }
    }
}
