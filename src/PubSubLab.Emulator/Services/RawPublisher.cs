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

        using (frame)
        {
            return Task.FromResult(Publish(frame.Buffer, frame.Length, Peers.OfCall(context, broker)));
        }
    }

    // Checking messages against a schema can take long, and must not hold up other calls.
    private async Task<PublishReply> PublishCheckedAsync(Frame frame, ServerCallContext context)
    {
        using (frame)
        {
            var peer = Peers.OfCall(context, broker);
            return await broker.SchemaWork.RunAsync(() => Publish(frame.Buffer, frame.Length, peer, context.CancellationToken), context.CancellationToken);
        }
    }

    private async Task<PublishReply> PublishTransformedAsync(Frame frame, ServerCallContext context)
    {
        using (frame)
        {
            return await PublishTransformedAsync(frame.Buffer, frame.Length, Peers.OfCall(context, broker), context.CancellationToken);
        }
    }

    /// <summary>Publishes a serialised google.pubsub.v1.PublishRequest to a topic without transforms.</summary>
    public PublishReply Publish(byte[] buffer, int length, EmulatorPeer? peer, CancellationToken cancellation = default)
    {
        var batch = TakeBatch();
        try
        {
            var topic = broker.Topic(PublishRequestReader.Read(buffer, length, batch));
            CheckSchema(topic, batch, cancellation);
            return Store(topic, batch, length, peer);
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
                return Store(topic, batch, batch.Rebuilt.Values.Sum(static body => (long)body.Length), peer);
            }
            finally
            {
                topic.TransformTurn.Release();
            }
        }
        finally
        {
            GiveBack(batch);
        }
    }

    private PublishReply Store(TopicHost topic, PublishBatch batch, long length, EmulatorPeer? peer)
    {
        broker.Memory.CheckPublish(length * MemoryWatermark.LargestCopies);
        using var writer = topic.Enter();
        var first = broker.ReserveMessageIds(batch.Count);
        topic.Engine.Publish(batch, first, writer.Now, peer);
        return new PublishReply(first, batch.Count);
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
