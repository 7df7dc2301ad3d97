using Google.Protobuf;
using Grpc.Core;
using PubSubLab.Emulator.Engine;
using PubSubLab.Emulator.Protobuf;
using PubSubLab.Emulator.Resources;
using PubSubLab.Emulator.Transforms;
using PubSubLab.Emulator.Wire;
using PubSubLab.Transforms;

namespace PubSubLab.Emulator.Topics;

/// <summary>Puts deliveries through the transforms of their subscription, outside the topic's lock.</summary>
internal static class TransformedDeliveries
{
    /// <summary>Leaves in the batch the messages that are to be sent, transformed. Does nothing without transforms.</summary>
    public static ValueTask PassAsync(TransformRunner runner, ConsumerSession session, DeliveryBatch batch, CancellationToken cancellation) =>
        batch is { Transforms: { } chain, Count: > 0 } ? new ValueTask(PassAsync(runner, chain, session, batch, cancellation)) : ValueTask.CompletedTask;

    private static async Task PassAsync(TransformRunner runner, TransformChain chain, ConsumerSession session, DeliveryBatch batch, CancellationToken cancellation)
    {
        DeliveryBatch.Item[] items = [.. batch.Items];
        batch.Clear();
        IReadOnlyList<TransformOutcome>? outcomes = null;
        var stored = Task.CompletedTask;
        var messages = items.Select(static item => TransformedBody.Read(item.Message.Wire)).ToArray();
        try
        {
            outcomes = await TransformResource.RunAsync(runner, chain, messages, cancellation);
        }
        catch (RpcException e)
        {
            outcomes = [.. items.Select(_ => TransformOutcome.Failure(0, $"does not run: {e.Status.Detail.TrimEnd('.')}"))];
        }
        finally
        {
            stored = Settle(session, chain, items, messages, outcomes, batch, runner);
        }

        try
        {
            await stored;
        }
        catch (RpcException)
        {
            // The store is closed: the messages come again when it opens.
            batch.Clear();
        }
    }

    /// <summary>Tells the engine the outcomes, and leaves in the batch the messages that are to be sent, once the task is complete.</summary>
    private static Task Settle(
        ConsumerSession session, TransformChain chain, DeliveryBatch.Item[] items, TransformMessage[] messages, IReadOnlyList<TransformOutcome>? outcomes,
        DeliveryBatch batch, TransformRunner runner)
    {
        var subscription = session.Subscription;
        var host = TopicHost.Of(subscription);
        string? failure = null;
        Task stored;
        using (var writer = host.Enter())
        {
            for (var i = 0; i < items.Length; i++)
            {
                if (outcomes is null || session.Index < 0)
                {
                    host.Engine.NotSent(subscription, items[i].AckId, null, "", writer.Now);
                    continue;
                }

                var outcome = Checked(outcomes[i], items[i], out var transformed);
                var note = TransformedBody.Describe(chain, messages[i], outcome);
                if (transformed is null)
                {
                    var failed = outcome.Kind == TransformKind.Failed;
                    failure ??= failed ? note : null;
                    host.Engine.NotSent(subscription, items[i].AckId, failed ? EmulatorEventKind.TransformFailed : EmulatorEventKind.TransformFiltered, note, writer.Now);
                }
                else if (host.Engine.Sent(subscription, session, items[i].AckId, transformed, note, writer.Now))
                {
                    batch.Add(items[i] with { Message = transformed });
                }
            }

            host.Engine.Settle();
            stored = subscription.RecordsDeliveries ? writer.Save() : Task.CompletedTask;
        }

        if (failure is not null)
        {
            runner.Tell(chain, subscription.Name, Fail.Shorten(failure), "The message is sent again or dead-lettered, as the subscription says.");
        }

        return stored;
    }

    // A message that the service does not carry is a failure of the function that made it.
    private static TransformOutcome Checked(TransformOutcome outcome, DeliveryBatch.Item item, out StoredMessage? transformed)
    {
        transformed = null;
        if (outcome.Kind != TransformKind.Transformed)
        {
            return outcome;
        }

        var body = TransformedBody.ToMessage(outcome.Messages[^1]).ToByteArray();
        if (PublishRequestReader.Problem(body) is { } problem)
        {
            return TransformOutcome.Failure(outcome.Function, $"returns a message that cannot be sent: {problem}");
        }

        var message = item.Message;
        transformed = new StoredMessage(MessageFields.Complete(body, message.Id, message.PublishTime), message.Id, message.PublishTime);
        return outcome;
    }
}
