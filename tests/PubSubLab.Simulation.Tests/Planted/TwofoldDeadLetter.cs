using Google.Cloud.PubSub.V1;
using Google.Protobuf;
using PubSubLab.Emulator;
using PubSubLab.Emulator.Services;
using PubSubLab.Emulator.Topics;

namespace PubSubLab.Simulation.Tests.Planted;

/// <summary>A service that sends each dead letter twice.</summary>
internal sealed class TwofoldDeadLetter : PlantedFault
{
    private readonly HashSet<string> _sent = [];

    public override void Hear(in EmulatorEvent e)
    {
        if (e.Kind != EmulatorEventKind.Published || !e.Message!.Attributes.ContainsKey(DeadLetterMessage.SourceSubscription) || !_sent.Add(e.Message.Attributes["uid"]))
        {
            return;
        }

        var message = new PubsubMessage { Data = ByteString.CopyFrom(e.Message.Data.Span), OrderingKey = e.Message.OrderingKey };
        foreach (var (key, value) in e.Message.Attributes)
        {
            message.Attributes.Add(key, value);
        }

        var request = new PublishRequest { Topic = e.Topic, Messages = { message } }.ToByteArray();
        Process.Post(_ => new RawPublisher(Broker).Publish(request, request.Length, null).GetAwaiter().GetResult(), null);
    }
}
