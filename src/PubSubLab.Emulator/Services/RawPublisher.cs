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
        if (!broker.Schemas.IsEmpty && broker.TryTopic(PublishRequestReader.Topic(frame.Bytes), out var topic) && topic.Resource.SchemaSettings is not null)
        {
            return PublishCheckedAsync(frame, context);
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

    /// <summary>Publishes a serialised google.pubsub.v1.PublishRequest. With a store the task completes when its messages last.</summary>
    public Task<PublishReply> Publish(byte[] buffer, int length, EmulatorPeer? peer, CancellationToken cancellation = default)
    {
        if (!_batches.TryTake(out var batch))
        {
            batch = new PublishBatch();
        }

        try
        {
            var topic = broker.Topic(PublishRequestReader.Read(buffer, length, batch));
            CheckSchema(topic, batch, cancellation);
            broker.Memory.CheckPublish(length * MemoryWatermark.LargestCopies);
            broker.Store?.CheckPublish();
            Task<PublishReply> reply;
            using (var writer = topic.Enter())
            {
                reply = Enter(topic, batch, writer.Now, peer);
            }

            return reply;
        }
        finally
        {
            batch.Reset([]);
            _batches.Add(batch);
        }
    }

    /// <summary>Publishes as the topic's writer, or queues for the store; the wait for that has the writer's lock no more.</summary>
    private Task<PublishReply> Enter(TopicHost topic, PublishBatch batch, long now, EmulatorPeer? peer)
    {
        topic.CheckStore();
        var first = broker.ReserveMessageIds(batch.Count);
        var reply = new PublishReply(first, batch.Count);
        if (topic.Stored is not { } stored)
        {
            topic.Engine.Publish(batch, first, now, peer);
            return Task.FromResult(reply);
        }

        var messages = new List<StoredMessage>(batch.Count);
        TopicEngine.Build(batch, first, now, messages);
        var operation = new PublishOperation(topic, [.. messages], peer);
        stored.Store.Add(operation);
        return ReplyAsync(operation.Done, reply);
    }

    private static async Task<PublishReply> ReplyAsync(Task stored, PublishReply reply)
    {
        await stored;
        return reply;
    }

    private void CheckSchema(TopicHost topic, PublishBatch batch, CancellationToken cancellation)
    {
        if (topic.Resource.SchemaSettings is not { } settings)
        {
            return;
        }

        for (var i = 0; i < batch.Count; i++)
        {
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
