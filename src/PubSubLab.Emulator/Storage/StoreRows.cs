using Google.Cloud.Iam.V1;
using Google.Cloud.PubSub.V1;
using Google.Protobuf;
using Microsoft.Data.Sqlite;
using PubSubLab.Emulator.Engine;
using PubSubLab.Emulator.Protobuf;
using SQLitePCL;
using Snapshot = Google.Cloud.PubSub.V1.Snapshot;
using Subscription = Google.Cloud.PubSub.V1.Subscription;

namespace PubSubLab.Emulator.Storage;

/// <summary>Writes rows, inside a transaction of the <see cref="Database"/>.</summary>
internal sealed class StoreRows(sqlite3 database) : IDisposable
{
    private const int IdsAhead = 10_000;

    private readonly Dictionary<string, Statement> _statements = new(StringComparer.Ordinal);
    private readonly Statement _insertMessage = new(database, "INSERT INTO messages (id, topic, publish_time, size, checksum, message) VALUES (?, ?, ?, ?, ?, ?)");
    private readonly Statement _insertBody = new(database, "INSERT INTO bodies (id, message) VALUES (?, ?)");
    private readonly Statement _deleteMessages = new(database, "DELETE FROM messages WHERE id BETWEEN ? AND ?");
    private readonly Statement _deleteBodies = new(database, "DELETE FROM bodies WHERE id BETWEEN ? AND ?");
    private readonly Statement _deleteEntries = new(database, "DELETE FROM entries WHERE message BETWEEN ? AND ?");
    private readonly Statement _putEntry = new(database, "INSERT INTO entries (message, subscription, state, failures, until) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET state = excluded.state, failures = excluded.failures, until = excluded.until");
    private long _lastMessage;
    private long _reserved;
    private long _reservedBefore;
    private bool _leavesBodies;

    public void Message(long topic, StoredMessage message)
    {
        var wire = message.Wire;
        var isLarge = wire.Length > StoredMessage.LargestInRow;
        _insertMessage.Bind(1, message.Id).Bind(2, topic).Bind(3, message.PublishTime).Bind(4, wire.Length).Bind(5, Checksum.Of(message.Id, wire))
            .Bind(6, isLarge ? MessageFields.Head(wire) : wire).Run();
        if (isLarge)
        {
            _insertBody.Bind(1, message.Id).Bind(2, wire).Run();
        }

        _lastMessage = Math.Max(_lastMessage, message.Id);
    }

    /// <summary>Deletes messages; neighbours go together.</summary>
    public void DeleteMessages(IReadOnlyList<long> ids) => RunOverRuns(_deleteMessages, ids);

    /// <summary>Deletes the second rows of large messages.</summary>
    public void DeleteBodies(IReadOnlyList<long> ids)
    {
        if (_leavesBodies)
        {
            return;
        }

        try
        {
            RunOverRuns(_deleteBodies, ids);
        }
        catch (SqliteException e) when (e.SqliteErrorCode == raw.SQLITE_CORRUPT)
        {
            // This transaction fails, and the next one leaves them: acknowledgements must not fail because of a damaged page.
            _leavesBodies = true;
            throw;
        }
    }

    /// <summary>Deletes what subscriptions had of messages.</summary>
    public void DeleteEntries(IReadOnlyList<long> ids) => RunOverRuns(_deleteEntries, ids);

    /// <summary>Deletes what subscriptions had of messages that do not exist.</summary>
    public void DeleteStrayEntries() => For("DELETE FROM entries WHERE message NOT IN (SELECT id FROM messages)").Run();

    public void Entry(long message, uint subscription, StoredEntry entry) =>
        _putEntry.Bind(1, message).Bind(2, subscription).Bind(3, (long)entry.State).Bind(4, entry.Failures).Bind(5, entry.Until).Run();

    public void Topic(long number, Topic resource, long? logSince)
    {
        For("INSERT INTO topics (number, name, is_deleted, log_since, resource) VALUES (?, ?, 0, ?, ?) ON CONFLICT DO UPDATE SET log_since = excluded.log_since, resource = excluded.resource")
            .Bind(1, number).Bind(2, resource.Name).Bind(3, logSince).Bind(4, resource.ToByteArray()).Run();
        Counter(Counters.Topic, number);
    }

    /// <summary>The topic has no name any more; it stays for its subscriptions and snapshots.</summary>
    public void TopicDeleted(long number, string name)
    {
        For("UPDATE topics SET is_deleted = 1 WHERE number = ?").Bind(1, number).Run();
        DeletePolicy(name);
    }

    /// <summary>Deletes a topic, unless a detached subscription still belongs to it.</summary>
    public void DeleteTopic(long number) =>
        For("DELETE FROM topics WHERE number = ?1 AND NOT EXISTS (SELECT 1 FROM subscriptions WHERE topic = ?1)").Bind(1, number).Run();

    /// <param name="number">Its number.</param>
    /// <param name="topic">Number of its topic.</param>
    /// <param name="since">Id of the last message that is not for it.</param>
    /// <param name="resource">The resource.</param>
    public void Subscription(uint number, long topic, long since, Subscription resource)
    {
        For("INSERT INTO subscriptions (number, name, topic, since, resource) VALUES (?, ?, ?, ?, ?)")
            .Bind(1, number).Bind(2, resource.Name).Bind(3, topic).Bind(4, since).Bind(5, resource.ToByteArray()).Run();
        Counter(Counters.Subscription, number);
    }

    public void SubscriptionChanged(uint number, Subscription resource) =>
        For("UPDATE subscriptions SET resource = ? WHERE number = ?").Bind(1, resource.ToByteArray()).Bind(2, number).Run();

    /// <summary>Deletes a subscription. Its entries go with their messages: no other subscription gets its number.</summary>
    public void DeleteSubscription(uint number, string name)
    {
        For("DELETE FROM subscriptions WHERE number = ?").Bind(1, number).Run();
        DeletePolicy(name);
    }

    /// <param name="resource">The resource.</param>
    /// <param name="topic">Number of its topic.</param>
    /// <param name="since">Later messages of the topic belong to it.</param>
    /// <param name="messages">Earlier messages that belong to it.</param>
    public void Snapshot(Snapshot resource, long topic, long since, IEnumerable<long> messages) =>
        For("INSERT INTO snapshots (name, topic, since, messages, resource) VALUES (?, ?, ?, ?, ?)")
            .Bind(1, resource.Name).Bind(2, topic).Bind(3, since).Bind(4, IdList.Write(messages)).Bind(5, resource.ToByteArray()).Run();

    public void SnapshotChanged(Snapshot resource) =>
        For("UPDATE snapshots SET resource = ? WHERE name = ?").Bind(1, resource.ToByteArray()).Bind(2, resource.Name).Run();

    public void DeleteSnapshot(string name)
    {
        For("DELETE FROM snapshots WHERE name = ?").Bind(1, name).Run();
        DeletePolicy(name);
    }

    /// <param name="revision">The revision.</param>
    /// <param name="number">Rises with every revision of any schema.</param>
    public void SchemaRevision(Schema revision, uint number)
    {
        For("INSERT INTO schemas (number, name, revision, resource) VALUES (?, ?, ?, ?)")
            .Bind(1, number).Bind(2, revision.Name).Bind(3, revision.RevisionId).Bind(4, revision.ToByteArray()).Run();
        Counter(Counters.SchemaRevision, number);
    }

    public void DeleteSchemaRevision(string name, string revision) =>
        For("DELETE FROM schemas WHERE name = ? AND revision = ?").Bind(1, name).Bind(2, revision).Run();

    public void DeleteSchema(string name)
    {
        For("DELETE FROM schemas WHERE name = ?").Bind(1, name).Run();
        DeletePolicy(name);
    }

    public void Policy(string resource, Policy policy) =>
        For("INSERT INTO policies (resource, policy) VALUES (?, ?) ON CONFLICT DO UPDATE SET policy = excluded.policy").Bind(1, resource).Bind(2, policy.ToByteArray()).Run();

    /// <summary>Writes a counter, which only rises.</summary>
    public void Counter(string name, long value) =>
        For("INSERT INTO meta (name, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = max(value, excluded.value)").Bind(1, name).Bind(2, value).Run();

    /// <summary>Writes as much as a publish of ordinary size takes.</summary>
    public void Probe() => For("INSERT INTO meta (name, value) VALUES ('probe', zeroblob(65536)) ON CONFLICT DO UPDATE SET value = excluded.value").Run();

    /// <summary>Writes what belongs to the whole transaction, before its commit.</summary>
    public void Finish()
    {
        _reservedBefore = _reserved;
        if (_lastMessage > _reserved)
        {
            // Ids never repeat, even when the message is gone. Reserved ahead, most transactions write one page less.
            _reserved = _lastMessage + IdsAhead;
            Counter(Counters.Message, _reserved);
        }

        _lastMessage = 0;
    }

    /// <summary>Forgets what belonged to a transaction that failed.</summary>
    public void Abandon()
    {
        _lastMessage = 0;
        _reserved = _reservedBefore;
    }

    public void Dispose()
    {
        foreach (var statement in _statements.Values.Append(_insertMessage).Append(_insertBody).Append(_deleteMessages).Append(_deleteBodies).Append(_deleteEntries).Append(_putEntry))
        {
            statement.Dispose();
        }
    }

    private void DeletePolicy(string resource) => For("DELETE FROM policies WHERE resource = ?").Bind(1, resource).Run();

    private Statement For(string sql)
    {
        if (!_statements.TryGetValue(sql, out var statement))
        {
            _statements.Add(sql, statement = new Statement(database, sql));
        }

        return statement;
    }

    private static void RunOverRuns(Statement statement, IReadOnlyList<long> ids)
    {
        foreach (var (first, count) in IdRuns.Of(ids))
        {
            statement.Bind(1, ids[first]).Bind(2, ids[first + count - 1]).Run();
        }
    }
}
