using Google.Protobuf;
using PubSubLab.Emulator.Engine;
using PubSubLab.Emulator.Resources;
using PubSubLab.Emulator.Transforms;
using PubSubLab.Emulator.Wire;
using PubSubLab.Transforms;

namespace PubSubLab.Emulator.Topics;

/// <summary>Puts the messages of a publish through the transforms of their topic, before the topic's lock is taken.</summary>
internal static class TopicTransforms
{
    /// <summary>Replaces each message by what the functions returned, and marks those that they filtered out.</summary>
    /// <exception cref="Grpc.Core.RpcException">A function failed, which fails the whole request (Pub/Sub docs, "SMTs overview", errors).</exception>
    public static async Task ApplyAsync(TransformRunner runner, TopicHost topic, TransformChain chain, PublishBatch batch, CancellationToken cancellation)
    {
        var messages = new TransformMessage[batch.Count];
        for (var i = 0; i < messages.Length; i++)
        {
            messages[i] = TransformedBody.Read(batch[i]);
        }

        var outcomes = await TransformResource.RunAsync(runner, chain, messages, cancellation);
        for (var i = 0; i < messages.Length; i++)
        {
            var outcome = outcomes[i];
            if (outcome.Kind == TransformKind.Filtered)
            {
                batch.Filtered.Add(i);
            }
            else if (outcome.Kind == TransformKind.Transformed)
            {
                var body = TransformedBody.ToMessage(outcome.Messages[^1]).ToByteArray();
                batch.Rebuilt[i] = body;
                if (PublishRequestReader.Problem(body) is { } problem)
                {
                    outcome = TransformOutcome.Failure(outcome.Function, $"returns a message that cannot be stored: {problem}");
                }
            }

            var note = TransformedBody.Describe(chain, messages[i], outcome);
            if (outcome.Kind == TransformKind.Failed)
            {
                using (var writer = topic.Enter())
                {
                    topic.Observe(EmulatorEventKind.TransformFailed, writer.Now, null, null, 0, null, note);
                }

                runner.Tell(chain, topic.Engine.Name, Fail.Shorten(note), "The publish is refused.");
                throw Fail.Invalid($"messages[{i}] does not pass the message transform \"{chain.Functions[outcome.Function].Name}\" of the topic: it {Fail.Shorten(outcome.Reason)}. No message of the request is published.");
            }

            batch.Notes.Add(note);
        }
    }
}
