using System.Collections.Concurrent;
using Grpc.AspNetCore.Server.Model;
using Grpc.Core;
using PubSubLab.Emulator.Brokers;
using PubSubLab.Emulator.Engine;
using PubSubLab.Emulator.Limits;
using PubSubLab.Emulator.Protobuf;
using PubSubLab.Emulator.Resources;
using PubSubLab.Emulator.Topics;
using PubSubLab.Emulator.Wire;

namespace PubSubLab.Emulator.Services;

/// <summary>google.pubsub.v1.Publisher.Publish over bytes instead of message objects.</summary>
internal sealed class RawPublisher(Broker broker)
{
    // Batches keep the lists that they have grown; there are never more than publishes under way.
    private readonly ConcurrentBag<PublishBatch> _batches = [];

    public Task<PublishReply> Publish(Frame frame, ServerCallContext context)
    {
        if ((broker.HasTopicTransforms || !broker.Schemas.IsEmpty) && broker.TryTopic(PublishRequestReader.Topic(frame.Bytes), out var topic))
        {
            if (topic.Transforms is { IsActive: true })
            {
                return PublishTransformedAsync(frame, context);
            }

            if (topic.Resource.SchemaSettings is not null)
            {
                return PublishCheckedAsync(frame, context);
            }
        }

        Task<PublishReply> reply;
        using (frame)
        {
            reply = Publish(frame.Buffer, frame.Length, Peers.OfCall(context, broker));
        }

        return reply;
    }

    // Checking messages against a schema can take long, and must not hold up other calls.
    private async Task<PublishReply> PublishCheckedAsync(Frame frame, ServerCallContext context)
    {
        using (frame)
        {
            var peer = Peers.OfCall(context, broker);
            return await await broker.SchemaWork.RunAsync(() => Publish(frame.Buffer, frame.Length, peer, context.CancellationToken), context.CancellationToken);
        }
    }

    private async Task<PublishReply> PublishTransformedAsync(Frame frame, ServerCallContext context)
    {
        using (frame)
        {
            return await PublishTransformedAsync(frame.Buffer, frame.Length, Peers.OfCall(context, broker), context.CancellationToken);
        }
    }

    /// <summary>Publishes a serialised google.pubsub.v1.PublishRequest to a topic without transforms. With a store the task completes when its messages last.</summary>
    public Task<PublishReply> Publish(byte[] buffer, int length, EmulatorPeer? peer, CancellationToken cancellation = default)
    {
        var batch = TakeBatch();
        try
        {
            var topic = broker.Topic(PublishRequestReader.Read(buffer, length, batch));
            CheckSchema(topic, batch, cancellation);
            return Enter(topic, batch, length, peer);
        }
        finally
        {
            GiveBack(batch);
        }
    }

    /// <summary>Publishes a serialised google.pubsub.v1.PublishRequest; a schema is met by what the transforms return.</summary>
    public async Task<PublishReply> PublishTransformedAsync(byte[] buffer, int length, EmulatorPeer? peer, CancellationToken cancellation = default)
    {
        var batch = TakeBatch();
        try
        {
            var topic = broker.Topic(PublishRequestReader.Read(buffer, length, batch));
            Task<PublishReply> reply;
            await topic.TransformTurn.WaitAsync(cancellation);
            try
            {
                if (topic.Transforms is { IsActive: true } transforms)
                {
                    await TopicTransforms.ApplyAsync(broker.Transforms, topic, transforms, batch, cancellation);
                }

                if (topic.Resource.SchemaSettings is not null)
                {
                    await broker.SchemaWork.RunAsync(() => CheckSchema(topic, batch, cancellation), cancellation);
                }

                cancellation.ThrowIfCancellationRequested();
                reply = Enter(topic, batch, batch.Rebuilt.Values.Sum(static body => (long)body.Length), peer);
            }
            finally
            {
                topic.TransformTurn.Release();
            }

            return await reply;
        }
        finally
        {
            GiveBack(batch);
        }
    }

    private Task<PublishReply> Enter(TopicHost topic, PublishBatch batch, long length, EmulatorPeer? peer)
    {
        broker.Memory.CheckPublish(length * MemoryWatermark.LargestCopies);
        broker.Store?.CheckPublish();
        PublishReply reply;
        PublishOperation? operation = null;
        using (var writer = topic.Enter())
        {
            topic.CheckStore();
            reply = new PublishReply(broker.ReserveMessageIds(batch.Count), batch.Count);
            if (topic.Stored is null)
            {
                topic.Engine.Publish(batch, reply.FirstId, writer.Now, peer);
            }
            else
            {
                operation = topic.Store(batch, reply.FirstId, writer, peer);
            }
        }

        if (operation is null)
        {
            return Task.FromResult(reply);
        }

        topic.Stored!.Store.Drive();
        return ReplyAsync(operation.Done, reply);
    }

    private static async Task<PublishReply> ReplyAsync(Task stored, PublishReply reply)
    {
        await stored;
        return reply;
    }

    private PublishBatch TakeBatch() => _batches.TryTake(out var batch) ? batch : new PublishBatch();

    private void GiveBack(PublishBatch batch)
    {
        batch.Reset([]);
        _batches.Add(batch);
    }

    private bool CheckSchema(TopicHost topic, PublishBatch batch, CancellationToken cancellation)
    {
        if (topic.Resource.SchemaSettings is not { } settings)
        {
            return true;
        }

        for (var i = 0; i < batch.Count; i++)
        {
            if (batch.Filtered.Contains(i))
            {
                continue;
            }

            cancellation.ThrowIfCancellationRequested();
            var wire = batch[i].ToArray();
            if (broker.Schemas.Match(settings, MessageFields.FindData(wire), out var wrong) is not { } revision)
            {
                throw Fail.Invalid($"messages[{i}].data does not fit the schema \"{settings.Schema}\": {wrong}.");
            }

            // A subscriber learns from these how to read the data (Pub/Sub docs, "Validate a schema", parse messages).
            var body = MessageFields.CopyPublisherFields(wire);
            MessageFields.AppendAttribute(body, "googclient_schemaencoding", settings.Encoding == Google.Cloud.PubSub.V1.Encoding.Json ? "JSON" : "BINARY");
            MessageFields.AppendAttribute(body, "googclient_schemaname", settings.Schema);
            MessageFields.AppendAttribute(body, "googclient_schemarevisionid", revision.Resource.RevisionId);
            batch.Rebuilt[i] = [.. body];
        }

        return true;
    }

    internal sealed class Methods : IServiceMethodProvider<RawPublisher>
    {
        public void OnServiceMethodDiscovery(ServiceMethodProviderContext<RawPublisher> context) =>
            context.AddUnaryMethod(
                new Method<Frame, PublishReply>(MethodType.Unary, "google.pubsub.v1.Publisher", "Publish", Frame.Marshaller, PublishReply.Marshaller),
                [],
                static (service, request, call) => service.Publish(request, call));
    }
}
