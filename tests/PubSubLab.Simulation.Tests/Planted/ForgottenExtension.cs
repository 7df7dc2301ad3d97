using PubSubLab.Simulation.Servers;

namespace PubSubLab.Simulation.Tests.Planted;

/// <summary>A service that accepts extensions of leases and forgets them.</summary>
internal sealed class ForgottenExtension : PlantedFault
{
    public override void Replace(MethodTable methods) => methods.Replace("/google.pubsub.v1.Subscriber/ModifyAckDeadline", static _ => async (call, _) =>
    {
        await call.TakeAsync();
        await call.AnswerAsync([], CancellationToken.None);
    });
}
