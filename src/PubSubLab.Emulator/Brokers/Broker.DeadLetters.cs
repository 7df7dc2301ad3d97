using Grpc.Core;
using PubSubLab.Emulator.Engine;
using PubSubLab.Emulator.Topics;

namespace PubSubLab.Emulator.Brokers;

// Messages on their way to a dead-letter topic, which may have transforms of its own.
internal sealed partial class Broker
{
    private readonly Lock _lettersGate = new();
    private readonly HashSet<Task> _letters = [];

    /// <summary>Moves a message to its dead-letter topic and tells its subscription whether it arrived.</summary>
    public void PublishDeadLetter(TopicHost source, DeadLetter letter)
    {
        if (Bytes(source, letter) is not { } message)
        {
            return;
        }

        var batch = DeadLetterMessage.Build(letter, message);
        if (!_topics.TryGetValue(letter.Rule.Topic, out var target))
        {
            Answer(source, letter, published: false);
        }
        else if (target.Transforms is not { IsActive: true })
        {
            Deliver(source, target, letter, batch);
        }
        else
        {
            Follow(DeliverTransformedAsync(source, target, letter, batch));
        }
    }

    // Null where they cannot be read: the message is lost, or its subscription keeps it.
    private static StoredMessage? Bytes(TopicHost source, DeadLetter letter)
    {
        if (letter.Message.IsInMemory)
        {
            return letter.Message;
        }

        try
        {
            if (source.Stored!.Read(letter.Message) is { } message)
            {
                return message;
            }
        }
        catch (RpcException)
        {
            Answer(source, letter, published: false);
            return null;
        }

        bool isLost;
        using (var writer = source.Enter())
        {
            isLost = source.Engine.Lose(letter.Delivery, letter.Serial, writer.Now);
        }

        if (isLost)
        {
            source.Stored.Store.TellLost(letter.Message.Id.ToString(), letter.Delivery.Subscription.Name);
        }

        return null;
    }

    private async Task DeliverTransformedAsync(TopicHost source, TopicHost target, DeadLetter letter, PublishBatch batch)
    {
        try
        {
            await TopicTransforms.ApplyAsync(Transforms, target, target.Transforms!, batch, CancellationToken.None);
        }
        catch (RpcException)
        {
            // The topic refuses the message and says so; its subscription keeps it.
            Answer(source, letter, published: false);
            return;
        }

        Deliver(source, target, letter, batch);
    }

    private void Deliver(TopicHost source, TopicHost target, DeadLetter letter, PublishBatch batch)
    {
        if (Store is not null)
        {
            StoreDeadLetter(source, target, letter, batch);
            return;
        }

        using (var writer = target.Enter())
        {
            target.Engine.Publish(batch, ReserveMessageIds(1), writer.Now, null);
        }

        Answer(source, letter, published: true);
    }

    // Both topics follow after the commit.
    private void StoreDeadLetter(TopicHost source, TopicHost target, DeadLetter letter, PublishBatch batch)
    {
        DeadLetterOperation operation;
        using (var writer = target.Enter())
        {
            var id = ReserveMessageIds(1);
            var messages = new List<StoredMessage>(1);
            TopicEngine.Build(batch, id, writer.Now, messages);
            target.Engine.ObserveFiltered(batch, id, writer.Now);
            operation = new DeadLetterOperation(source, letter, target, [.. messages], [.. batch.Notes], id);
            Store!.Add(operation);
        }

        if (operation.Done.IsFaulted)
        {
            // The store is closed. To take it back needs the other topic's lock, so not before this one's is free.
            operation.Undo();
        }
    }

    private static void Answer(TopicHost source, DeadLetter letter, bool published)
    {
        using var writer = source.Enter();
        source.Engine.DeadLettered(letter.Delivery, letter.Serial, published, writer.Now);
    }

    private void Follow(Task letter)
    {
        lock (_lettersGate)
        {
            _letters.RemoveWhere(static task => task.IsCompletedSuccessfully);
            _letters.Add(letter);
        }
    }

    private Task DeadLettersAsync()
    {
        lock (_lettersGate)
        {
            return Task.WhenAll(_letters);
        }
    }
}
