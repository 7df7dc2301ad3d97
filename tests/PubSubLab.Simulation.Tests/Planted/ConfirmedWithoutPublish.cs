using Google.Cloud.PubSub.V1;
using Google.Protobuf;
using PubSubLab.Simulation.Servers;

namespace PubSubLab.Simulation.Tests.Planted;

/// <summary>A service that gives ids and does not publish.</summary>
internal sealed class ConfirmedWithoutPublish : PlantedFault
{
    public override void Replace(MethodTable methods) => methods.Replace("/google.pubsub.v1.Publisher/Publish", static _ => async (call, _) =>
    {
        var request = PublishRequest.Parser.ParseFrom(await call.TakeAsync());
        var response = new PublishResponse();
        response.MessageIds.Add(Enumerable.Range(1, request.Messages.Count).Select(static id => $"{id}"));
        await call.AnswerAsync(response.ToByteArray(), CancellationToken.None);
    });
}
