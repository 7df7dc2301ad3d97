using Microsoft.Data.Sqlite;
using PubSubLab.Emulator.Engine;
using SQLitePCL;

namespace PubSubLab.Emulator.Storage;

/// <summary>
/// Reads committed messages over a connection of its own, beside the thread that writes. One caller uses it at a time. Each row of
/// neighbours is one short transaction, so the write-ahead log can be emptied between them.
/// </summary>
internal sealed class MessageReader : IDisposable
{
    private static readonly string s_whole =
        $"SELECT id, checksum, CASE WHEN size <= {StoredMessage.LargestInRow} THEN message ELSE (SELECT message FROM bodies WHERE bodies.id = messages.id) END FROM messages WHERE id BETWEEN ? AND ?";

    private readonly SqliteConnection _connection;
    private readonly Statement _whole;
    private readonly Statement _heads;

    public MessageReader(string file, int busyMilliseconds)
    {
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ToString());
        _connection.Open();
        raw.sqlite3_busy_timeout(_connection.Handle, busyMilliseconds);
        _whole = new Statement(_connection.Handle!, s_whole);
        _heads = new Statement(_connection.Handle!, "SELECT id, message FROM messages WHERE id BETWEEN ? AND ?");
    }

    /// <summary>Reads messages whole.</summary>
    /// <exception cref="SqliteException">Reading failed, for another reason than damage.</exception>
    public StoredBody[] ReadWhole(IReadOnlyList<long> ids)
    {
        var bodies = new StoredBody[ids.Count];
        foreach (var (first, count) in IdRuns.Of(ids))
        {
            ReadWhole(ids, first, count, bodies);
        }

        return bodies;
    }

    /// <summary>Reads the attributes and the ordering keys of messages, and their data where that is short.</summary>
    /// <exception cref="SqliteException">Reading failed.</exception>
    public byte[][] ReadHeads(IReadOnlyList<long> ids)
    {
        var heads = new byte[ids.Count][];
        Array.Fill(heads, []);
        foreach (var (first, count) in IdRuns.Of(ids))
        {
            _heads.Bind(1, ids[first]).Bind(2, ids[first + count - 1]);
            while (_heads.Read())
            {
                heads[first + (int)(_heads.Number(0) - ids[first])] = _heads.Bytes(1).ToArray();
            }
        }

        return heads;
    }

    public void Dispose()
    {
        _whole.Dispose();
        _heads.Dispose();
        _connection.Dispose();
    }

    private void ReadWhole(IReadOnlyList<long> ids, int first, int count, StoredBody[] bodies)
    {
        try
        {
            _whole.Bind(1, ids[first]).Bind(2, ids[first + count - 1]);
            while (_whole.Read())
            {
                var id = _whole.Number(0);
                var wire = _whole.Bytes(2);
                var isDamaged = Checksum.Of(id, wire) != (uint)_whole.Number(1);
                bodies[first + (int)(id - ids[first])] = new StoredBody(isDamaged ? null : wire.ToArray(), isDamaged);
            }
        }
        catch (SqliteException e) when (e.SqliteErrorCode is raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB)
        {
            if (count == 1)
            {
                bodies[first] = new StoredBody(null, IsDamaged: true);
                return;
            }

            // A damaged page is that of some; the others can be read.
            for (var i = first; i < first + count; i++)
            {
                ReadWhole(ids, i, 1, bodies);
            }
        }
    }
}
