using Google.Cloud.Iam.V1;
using Google.Cloud.PubSub.V1;
using Microsoft.Data.Sqlite;
using PubSubLab.Emulator.Engine;
using SQLitePCL;
using Snapshot = Google.Cloud.PubSub.V1.Snapshot;
using Subscription = Google.Cloud.PubSub.V1.Subscription;

namespace PubSubLab.Emulator.Storage;

/// <summary>Reads what a <see cref="Database"/> has, table by table.</summary>
internal sealed class StoredState(sqlite3 database)
{
    /// <summary>Whether <see cref="Messages"/> met entries without a message, which a kill between two transactions leaves.</summary>
    public bool HasStrayEntries { get; private set; }

    public long Counter(string name)
    {
        using var statement = new Statement(database, "SELECT value FROM meta WHERE name = ?");
        statement.Bind(1, name);
        var value = statement.Read() ? statement.Number(0) : 0;
        return value;
    }

    /// <summary>Number of topics and subscriptions.</summary>
    public long Resources()
    {
        using var statement = new Statement(database, "SELECT (SELECT count(*) FROM topics) + (SELECT count(*) FROM subscriptions)");
        return statement.Read() ? statement.Number(0) : 0;
    }

    /// <summary>For topics with retention, by their numbers: later messages belong to it.</summary>
    public Dictionary<long, long> LogsSince()
    {
        using var rows = new Statement(database, "SELECT number, log_since FROM topics WHERE log_since IS NOT NULL");
        var since = new Dictionary<long, long>();
        while (Next(rows, "topics"))
        {
            since.Add(rows.Number(0), rows.Number(1));
        }

        return since;
    }

    /// <summary>For subscriptions, by their numbers: later messages of the topic are for it.</summary>
    public Dictionary<uint, long> Since()
    {
        using var rows = new Statement(database, "SELECT number, since FROM subscriptions");
        var since = new Dictionary<uint, long>();
        while (Next(rows, "subscriptions"))
        {
            since.Add((uint)rows.Number(0), rows.Number(1));
        }

        return since;
    }

    public IEnumerable<TopicRow> Topics()
    {
        using var rows = new Statement(database, "SELECT number, is_deleted, resource FROM topics ORDER BY number");
        while (Next(rows, "topics"))
        {
            yield return new TopicRow(rows.Number(0), rows.Number(1) != 0, Topic.Parser.ParseFrom(rows.Bytes(2)));
        }
    }

    public IEnumerable<SubscriptionRow> Subscriptions()
    {
        using var rows = new Statement(database, "SELECT number, topic, resource FROM subscriptions ORDER BY number");
        while (Next(rows, "subscriptions"))
        {
            yield return new SubscriptionRow((uint)rows.Number(0), rows.Number(1), Subscription.Parser.ParseFrom(rows.Bytes(2)));
        }
    }

    public IEnumerable<SnapshotRow> Snapshots()
    {
        using var rows = new Statement(database, "SELECT topic, since, messages, resource FROM snapshots ORDER BY name");
        while (Next(rows, "snapshots"))
        {
            yield return new SnapshotRow(rows.Number(0), rows.Number(1), IdList.Read(rows.Bytes(2)), Snapshot.Parser.ParseFrom(rows.Bytes(3)));
        }
    }

    /// <summary>The revisions of all schemas, oldest first.</summary>
    public IEnumerable<Schema> Schemas()
    {
        using var rows = new Statement(database, "SELECT resource FROM schemas ORDER BY number");
        while (Next(rows, "schemas"))
        {
            yield return Schema.Parser.ParseFrom(rows.Bytes(0));
        }
    }

    public IEnumerable<(string Resource, Policy Policy)> Policies()
    {
        using var rows = new Statement(database, "SELECT resource, policy FROM policies ORDER BY resource");
        while (Next(rows, "policies"))
        {
            yield return (rows.Text(0), Policy.Parser.ParseFrom(rows.Bytes(1)));
        }
    }

    /// <summary>The messages in order of their ids, without their bytes, each with its entries, which are the same list every time.</summary>
    /// <param name="readsHead">Whether a topic needs attributes or ordering keys of its messages.</param>
    public IEnumerable<(long Topic, StoredMessage Message, byte[] Head, List<(uint Subscription, StoredEntry Entry)> Entries)> Messages(Func<long, bool> readsHead)
    {
        using var rows = new Statement(database, "SELECT id, topic, publish_time, size, message FROM messages ORDER BY id");
        using var others = new Statement(database, "SELECT message, subscription, state, failures, until FROM entries ORDER BY message");
        var entries = new List<(uint, StoredEntry)>();
        var more = Next(others, "entries");
        var last = 0L;
        while (Next(rows, "messages", last))
        {
            var id = last = rows.Number(0);
            entries.Clear();
            while (more && others.Number(0) <= id)
            {
                if (others.Number(0) == id)
                {
                    entries.Add(((uint)others.Number(1), new StoredEntry((EntryState)others.Number(2), (int)others.Number(3), others.Number(4))));
                }
                else
                {
                    HasStrayEntries = true;
                }

                more = Next(others, "entries", id);
            }

            var topic = rows.Number(1);
            var message = new StoredMessage((int)rows.Number(3), id, rows.Number(2)) { HasEntries = entries.Count > 0 };
            yield return (topic, message, readsHead(topic) ? rows.Bytes(4).ToArray() : [], entries);
        }

        HasStrayEntries |= more;
    }

    private static bool Next(Statement rows, string table, long after = 0)
    {
        try
        {
            return rows.Read();
        }
        catch (SqliteException e)
        {
            throw new IOException($"{Database.Failure(e).Message}: the table {table} cannot be read{(after == 0 ? "" : $" after message {after}")}", e);
        }
    }
}

/// <param name="Number">Its number.</param>
/// <param name="IsDeleted">Whether it stays only for its subscriptions and snapshots.</param>
/// <param name="Resource">The resource.</param>
internal sealed record TopicRow(long Number, bool IsDeleted, Topic Resource);

/// <param name="Number">Its number.</param>
/// <param name="Topic">Number of its topic.</param>
/// <param name="Resource">The resource.</param>
internal sealed record SubscriptionRow(uint Number, long Topic, Subscription Resource);

/// <param name="Topic">Number of its topic.</param>
/// <param name="Since">Later messages of the topic belong to it.</param>
/// <param name="Messages">Earlier messages that belong to it.</param>
/// <param name="Resource">The resource.</param>
internal sealed record SnapshotRow(long Topic, long Since, HashSet<long> Messages, Snapshot Resource);
