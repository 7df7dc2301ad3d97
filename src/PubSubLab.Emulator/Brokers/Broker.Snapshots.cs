
using PubSubLab.Emulator.Engine;
using PubSubLab.Emulator.Resources;
using PubSubLab.Emulator.Storage;
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
            CheckSnapshotLife(host, subscription);
            Snapshot? snapshot = null;
            if (Store is null)
            {
                snapshot = AddSnapshot(host, name, subscription, labels);
            }
            else
            {
                // Made while the row is written, so that both have the same messages.
                Store.Change(
                    rows =>
                    {
                        snapshot = AddSnapshot(host, name, subscription, labels);
                        rows.Snapshot(SnapshotResource.Show(snapshot), host.Stored!.Number, host.Engine.LastEntered, snapshot.Unacknowledged.Items().Select(static m => m.Id));
                    },
                    undo: () => ForgetSnapshot(host, snapshot));
            }

            _snapshots[name] = snapshot!;
            ProjectOf(name).Snapshots.Add(name);
            return snapshot!;
        }
    }

    private static void CheckSnapshotLife(TopicHost host, Subscription subscription)
    {
        using var writer = host.Enter();
        if (SnapshotExpiry(subscription, writer.Now) - writer.Now < TimeSpan.TicksPerHour)
        {
            throw Fail.Precondition("The subscription's oldest message leaves a snapshot less than an hour to live, so none is made.");
        }
    }

    private static long SnapshotExpiry(Subscription subscription, long now) =>
        (subscription.Unacknowledged().Select(static message => (long?)message.PublishTime).FirstOrDefault() ?? now) + s_snapshotLife.Ticks;

    private static Snapshot AddSnapshot(TopicHost host, string name, Subscription subscription, IReadOnlyDictionary<string, string>? labels)
    {
        using var writer = host.Enter();
        var snapshot = host.Engine.AddSnapshot(name, subscription, SnapshotExpiry(subscription, writer.Now), writer.Now);
        snapshot.Labels = labels;
        return snapshot;
    }

    private static void ForgetSnapshot(TopicHost host, Snapshot? snapshot)
    {
        if (snapshot is not null)
        {
            using var writer = host.Enter();
            host.Engine.RemoveSnapshot(snapshot);
        }
    }

    public bool TrySnapshot(string name, out Snapshot snapshot) => _snapshots.TryGetValue(name, out snapshot!);

    public void UpdateSnapshot(Snapshot snapshot, Func<(long ExpireTime, IReadOnlyDictionary<string, string>? Labels)> change)
    {
        lock (_directory)
        {
            var (expireTime, labels) = change();
            var host = (TopicHost)snapshot.Topic.Effects;
            var now = Clock.Now;
            // An expiry that stays as it is need not be in order: the snapshot may be on its way out.
            if (expireTime != snapshot.ExpireTime && (expireTime < now || expireTime > now + s_snapshotLife.Ticks))
            {
                throw Fail.Invalid("snapshot.expire_time", new DateTime(expireTime, DateTimeKind.Utc).ToString("O"), "it must lie within the next seven days");
            }

            Store.Change(
                rows => rows.SnapshotChanged(SnapshotResource.Describe(snapshot.Name, snapshot.Topic.Name, expireTime, labels)),
                () =>
                {
                    using var writer = host.Enter();
                    snapshot.Labels = labels;
                    host.Engine.UpdateSnapshot(snapshot, expireTime);
                });
        }
    }

    /// <summary>Seeks. The task completes when it lasts; at once without a store.</summary>
    public static Task Seek(Subscription subscription, long time)
    {
        return Seek(subscription, new DateTime(time, DateTimeKind.Utc).ToString("O"), (engine, now) => engine.Seek(subscription, time, now));
    }

    /// <summary>Seeks to a snapshot, as above.</summary>
    public static Task Seek(Subscription subscription, Snapshot snapshot)
    {
        if (snapshot.Topic != subscription.Topic)
        {
            throw Fail.Precondition($"The snapshot \"{snapshot.Name}\" is of another topic than the subscription \"{subscription.Name}\".");
        }

        return Seek(subscription, snapshot.Name, (engine, now) => engine.Seek(subscription, snapshot, now));
    }

    private static Task Seek(Subscription subscription, string target, Action<TopicEngine, long> seek)
    {
        var host = TopicHost.Of(subscription);
        Task saved;
        using (var writer = host.Enter())
        {
            ConsumerErrors.CheckAttached(subscription);
            host.CheckStore();
            seek(host.Engine, writer.Now);
            host.Observe(EmulatorEventKind.Sought, writer.Now, subscription, null, 0, null, target);
            saved = writer.Save();
        }

        return saved;
    }

    public void DeleteSnapshot(Snapshot snapshot)
    {
        lock (_directory)
        {
            if (_snapshots.TryGetValue(snapshot.Name, out var current) && current == snapshot)
            {
                Store.Change(rows => rows.DeleteSnapshot(snapshot.Name), () => RemoveSnapshot(snapshot));
            }
        }
    }

    private void RemoveSnapshot(Snapshot snapshot)
    {
        _snapshots.TryRemove(snapshot.Name, out _);
        ProjectOf(snapshot.Name).Snapshots.Remove(snapshot.Name);
        var host = (TopicHost)snapshot.Topic.Effects;
        using (host.Enter())
        {
            host.Engine.RemoveSnapshot(snapshot);
        }

        DropIfUnused(host);
    }
}
