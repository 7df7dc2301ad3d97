
using PubSubLab.Emulator.Engine;
using PubSubLab.Emulator.Resources;
using PubSubLab.Emulator.Topics;

namespace PubSubLab.Emulator.Brokers;

// Snapshots and Seek.
internal sealed partial class Broker
{
    /// <summary>A snapshot lives seven days less the age of its oldest message (google.pubsub.v1.Snapshot.expire_time).</summary>
    private static readonly TimeSpan s_snapshotLife = TimeSpan.FromDays(7);

    public Snapshot Snapshot(string name) =>
        _snapshots.TryGetValue(name, out var snapshot) ? snapshot : throw Fail.NotFound("snapshot", name);

    public Snapshot CreateSnapshot(string name, Subscription subscription, IReadOnlyDictionary<string, string>? labels)
    {
        lock (_directory)
        {
            if (_snapshots.ContainsKey(name))
            {
                throw Fail.AlreadyExists("snapshot", name);
            }

            var host = TopicHost.Of(subscription);
            using var writer = host.Enter();
            var oldest = subscription.Unacknowledged().Select(message => (long?)message.PublishTime).FirstOrDefault() ?? writer.Now;
            var expires = oldest + s_snapshotLife.Ticks;
            if (expires - writer.Now < TimeSpan.TicksPerHour)
            {
                throw Fail.Precondition("The subscription's oldest message leaves a snapshot less than an hour to live, so none is made.");
            }

            var snapshot = host.Engine.AddSnapshot(name, subscription, expires, writer.Now);
            snapshot.Labels = labels;
            _snapshots[name] = snapshot;
            ProjectOf(name).Snapshots.Add(name);
            return snapshot;
        }
    }

    public bool TrySnapshot(string name, out Snapshot snapshot) => _snapshots.TryGetValue(name, out snapshot!);

    public void UpdateSnapshot(Snapshot snapshot, Func<(long ExpireTime, IReadOnlyDictionary<string, string>? Labels)> change)
    {
        lock (_directory)
        {
            var (expireTime, labels) = change();
            var host = (TopicHost)snapshot.Topic.Effects;
            using var writer = host.Enter();
            // An expiry that stays as it is need not be in order: the snapshot may be on its way out.
            if (expireTime != snapshot.ExpireTime && (expireTime < writer.Now || expireTime > writer.Now + s_snapshotLife.Ticks))
            {
                throw Fail.Invalid("snapshot.expire_time", new DateTime(expireTime, DateTimeKind.Utc).ToString("O"), "it must lie within the next seven days");
            }

            snapshot.Labels = labels;
            host.Engine.UpdateSnapshot(snapshot, expireTime);
        }
    }

    public static void Seek(Subscription subscription, long time)
    {
        var host = TopicHost.Of(subscription);
        using var writer = host.Enter();
        ConsumerErrors.CheckExists(subscription);
        host.Engine.Seek(subscription, time, writer.Now);
        host.Observe(EmulatorEventKind.Sought, writer.Now, subscription, null, 0, null, new DateTime(time, DateTimeKind.Utc).ToString("O"));
    }

    public static void Seek(Subscription subscription, Snapshot snapshot)
    {
        var host = TopicHost.Of(subscription);
        if (snapshot.Topic != subscription.Topic)
        {
            throw Fail.Precondition($"The snapshot \"{snapshot.Name}\" is of another topic than the subscription \"{subscription.Name}\".");
        }

        using var writer = host.Enter();
        ConsumerErrors.CheckExists(subscription);
        host.Engine.Seek(subscription, snapshot, writer.Now);
        host.Observe(EmulatorEventKind.Sought, writer.Now, subscription, null, 0, null, snapshot.Name);
    }

    public void DeleteSnapshot(Snapshot snapshot)
    {
        lock (_directory)
        {
            if (!_snapshots.TryRemove(new KeyValuePair<string, Snapshot>(snapshot.Name, snapshot)))
            {
                return;
            }

            ProjectOf(snapshot.Name).Snapshots.Remove(snapshot.Name);
            var host = (TopicHost)snapshot.Topic.Effects;
            using (host.Enter())
            {
                host.Engine.RemoveSnapshot(snapshot);
            }

            DropIfUnused(host);
        }
    }
}
