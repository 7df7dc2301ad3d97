using PubSubLab.Simulation.Servers;

namespace PubSubLab.Simulation.Tests.Planted;

/// <summary>A service that confirms acks and does not apply them.</summary>
internal sealed class ConfirmedWithoutAck : PlantedFault
{
    public override void Replace(MethodTable methods) => methods.Replace("/google.pubsub.v1.Subscriber/Acknowledge", static _ => async (call, _) =>
    {
        await call.TakeAsync();
        await call.AnswerAsync([], CancellationToken.None);
    });
}
