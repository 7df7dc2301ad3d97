using Google.Cloud.PubSub.V1;
using Google.Protobuf.WellKnownTypes;
using EngineSnapshot = PubSubLab.Emulator.Engine.Snapshot;

namespace PubSubLab.Emulator.Resources;

/// <summary>Snapshots as the API shows them (google.pubsub.v1.Snapshot).</summary>
internal static class SnapshotResource
{
    public static Snapshot Show(EngineSnapshot snapshot) => Describe(snapshot.Name, snapshot.Topic.Name, snapshot.ExpireTime, snapshot.Labels);

    public static Snapshot Describe(string name, string topic, long expireTime, IReadOnlyDictionary<string, string>? labels)
    {
        var shown = new Snapshot { Name = name, Topic = topic, ExpireTime = Timestamp.FromDateTime(new DateTime(expireTime, DateTimeKind.Utc)) };
        if (labels is not null)
        {
            shown.Labels.Add(labels.ToDictionary());
        }

        return shown;
    }
}
