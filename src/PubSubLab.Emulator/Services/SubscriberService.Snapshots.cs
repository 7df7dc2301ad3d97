using Google.Cloud.PubSub.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using PubSubLab.Emulator.Brokers;
using PubSubLab.Emulator.Resources;
using PubSubLab.Emulator.Topics;
using PubSubLab.Emulator.Wire;

namespace PubSubLab.Emulator.Services;

// Snapshots and Seek (Pub/Sub docs, "Replay and purge messages").
internal sealed partial class SubscriberService
{
    public override Task<Snapshot> CreateSnapshot(CreateSnapshotRequest request, ServerCallContext context)
    {
        var project = ResourceName.Check("subscription", request.Subscription, "subscriptions");
        // google.pubsub.v1.CreateSnapshotRequest.name: the server finds a name when there is none.
        var name = request.Name.Length > 0 ? request.Name : $"projects/{project}/snapshots/snapshot-{Guid.NewGuid():N}";
        ResourceName.Check("name", name, "snapshots");
        var subscription = broker.Subscription(request.Subscription);
        ConsumerErrors.CheckExists(subscription);
        if (subscription.IsDetached || !broker.HasTopic(subscription))
        {
            throw Fail.Precondition($"The subscription \"{subscription.Name}\" has no topic any more; a snapshot needs one.");
        }

        return Task.FromResult(SnapshotResource.Show(broker.CreateSnapshot(name, subscription, Labels.Keep(request.Labels))));
    }

    public override Task<Snapshot> GetSnapshot(GetSnapshotRequest request, ServerCallContext context)
    {
        ResourceName.Check("snapshot", request.Snapshot, "snapshots");
        return Task.FromResult(SnapshotResource.Show(broker.Snapshot(request.Snapshot)));
    }

    public override Task<Snapshot> UpdateSnapshot(UpdateSnapshotRequest request, ServerCallContext context)
    {
        if (request.Snapshot is null)
        {
            throw Fail.Invalid("snapshot is required.");
        }

        ResourceName.Check("snapshot.name", request.Snapshot.Name, "snapshots");
        var snapshot = broker.Snapshot(request.Snapshot.Name);
        broker.UpdateSnapshot(snapshot, () =>
        {
            var changed = SnapshotResource.Show(snapshot);
            UpdateMask.Apply(request.Snapshot, changed, request.UpdateMask, "labels", "expire_time");
            return changed.ExpireTime is { } time
                ? (Ticks("snapshot.expire_time", time), Labels.Keep(changed.Labels))
                : throw Fail.Invalid("snapshot.expire_time", "", "it is required when update_mask names it");
        });
        return Task.FromResult(SnapshotResource.Show(snapshot));
    }

    public override Task<ListSnapshotsResponse> ListSnapshots(ListSnapshotsRequest request, ServerCallContext context)
    {
        ResourceName.CheckProject("project", request.Project);
        var (names, more) = broker.Page(
            ResourceName.ProjectOf(request.Project), static project => project.Snapshots, Paging.Decode(request.PageToken), Paging.Size(request.PageSize));
        var response = new ListSnapshotsResponse { NextPageToken = more ? Paging.Encode(names[^1]) : "" };
        foreach (var name in names)
        {
            if (broker.TrySnapshot(name, out var snapshot))
            {
                response.Snapshots.Add(SnapshotResource.Show(snapshot));
            }
        }

        return Task.FromResult(response);
    }

    public override Task<Empty> DeleteSnapshot(DeleteSnapshotRequest request, ServerCallContext context)
    {
        ResourceName.Check("snapshot", request.Snapshot, "snapshots");
        broker.DeleteSnapshot(broker.Snapshot(request.Snapshot));
        return Task.FromResult(new Empty());
    }

    public override async Task<SeekResponse> Seek(SeekRequest request, ServerCallContext context)
    {
        ResourceName.Check("subscription", request.Subscription, "subscriptions");
        var subscription = broker.Subscription(request.Subscription);
        switch (request.TargetCase)
        {
            case SeekRequest.TargetOneofCase.Time:
                await Broker.Seek(subscription, Ticks("time", request.Time));
                break;
            case SeekRequest.TargetOneofCase.Snapshot:
                ResourceName.Check("snapshot", request.Snapshot, "snapshots");
                await Broker.Seek(subscription, broker.Snapshot(request.Snapshot));
                break;
            default:
                throw Fail.Invalid("target is missing: a time or a snapshot is required.");
        }

        return new SeekResponse();
    }

    // The hot calls, reached over REST only.
    public override async Task<Empty> Acknowledge(AcknowledgeRequest request, ServerCallContext context)
    {
        await hot.Acknowledge(Frame.FromBytes(request.ToByteArray()), context);
        return new Empty();
    }

    public override async Task<Empty> ModifyAckDeadline(ModifyAckDeadlineRequest request, ServerCallContext context)
    {
        await hot.ModifyAckDeadline(Frame.FromBytes(request.ToByteArray()), context);
        return new Empty();
    }

    public override async Task<PullResponse> Pull(PullRequest request, ServerCallContext context)
    {
        var reply = await hot.Pull(Frame.FromBytes(request.ToByteArray()), context);
        var response = new PullResponse();
        foreach (var item in reply.Batch.Items)
        {
            response.ReceivedMessages.Add(new ReceivedMessage
            {
                AckId = item.AckId.ToString(),
                Message = PubsubMessage.Parser.ParseFrom(item.Message.Wire),
                DeliveryAttempt = item.Attempt,
            });
        }

        return response;
    }

    private static long Ticks(string field, Timestamp time)
    {
        try
        {
            return time.ToDateTime().Ticks;
        }
        catch (InvalidOperationException)
        {
            throw Fail.Invalid(field, $"{time.Seconds}s {time.Nanos}ns", "it is not a timestamp");
        }
    }
}
