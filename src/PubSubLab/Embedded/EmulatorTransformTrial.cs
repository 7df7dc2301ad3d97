using Google.Cloud.PubSub.V1;
using Google.Protobuf;
using Grpc.Core;
using PubSubLab.Emulator.Resources;
using PubSubLab.Emulator.Transforms;
using PubSubLab.Lab.Ports;
using PubSubLab.Lab.Transports;
using PubSubLab.Transforms;
using PubSubLab.Transports.PubSub;

namespace PubSubLab.Embedded;

/// <summary>Tries message transforms in the process that runs those of the embedded emulator.</summary>
internal sealed class EmulatorTransformTrial(TransformRunner runner) : ITransformTrial
{
    /// <inheritdoc/>
    public async Task<TransformTrial> TryAsync(TransformSpec transform, IReadOnlyList<TriedMessage> messages, CancellationToken cancellation)
    {
        try
        {
            var chain = TransformResource.Of([TransformMapping.Of(transform)])!;
            await TransformResource.CheckAsync(runner, chain, cancellation);
            var outcomes = messages.Count == 0 ? [] : await TransformResource.RunAsync(runner, chain, [.. messages.Select(Of)], cancellation);
            return new TransformTrial(null, [.. outcomes.Select(outcome => Of(chain, outcome))]);
        }
        catch (RpcException e)
        {
            return new TransformTrial(e.Status.Detail, []);
        }
    }

    private static TransformMessage Of(TriedMessage message)
    {
        var made = new PubsubMessage { Data = ByteString.CopyFrom(message.Data.Span), OrderingKey = message.OrderingKey };
        foreach (var (key, value) in message.Attributes)
        {
            made.Attributes.Add(key, value);
        }

        return TransformedBody.Of(made);
    }

    private static TriedOutcome Of(TransformChain chain, TransformOutcome outcome) => outcome.Kind switch
    {
        TransformKind.Transformed => new TriedOutcome(new TriedMessage(outcome.Messages[^1].Data, outcome.Messages[^1].Attributes, outcome.Messages[^1].OrderingKey), null),
        TransformKind.Filtered => new TriedOutcome(null, null),
        _ => new TriedOutcome(null, TransformedBody.Reason(chain, outcome)),
    };
}
