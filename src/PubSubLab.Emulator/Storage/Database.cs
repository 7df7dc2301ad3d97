using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace PubSubLab.Emulator.Storage;

/// <summary>The SQLite file of a data directory. One thread uses it, and any reads messages.</summary>
internal sealed class Database : IDatabase
{
    /// <summary>"PSLB" in the header tells that a file is ours.</summary>
    private const int ApplicationId = 0x50534C42;

    /// <summary>The tables below. A higher number is of a newer program.</summary>
    private const int Version = 1;

    /// <summary>Marks a file as ours, with its format.</summary>
    public static string Identity => $"PRAGMA application_id = {ApplicationId}; PRAGMA user_version = {Version};";

    // Another program that looks inside may lock the file for a moment.
    private const int BusyMilliseconds = 5000;

    // The write-ahead log goes into the database and begins anew when it has so many pages.
    private const int LogPages = 2000;

    private const int PageSize = 4096;

    // A page and its header.
    private const int LogPageSize = PageSize + 24;

    // A file is made smaller when so many bytes of it are unused, and few are used.
    private const long UnusedAtMost = 64 << 20;
    private const long LargestCopy = 8 << 20;

    private const string Tables =
        """
        CREATE TABLE meta (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE topics (number INTEGER PRIMARY KEY, name TEXT NOT NULL, is_deleted INTEGER NOT NULL, log_since INTEGER, resource BLOB NOT NULL);
        CREATE TABLE subscriptions (number INTEGER PRIMARY KEY, name TEXT NOT NULL, topic INTEGER NOT NULL, since INTEGER NOT NULL, resource BLOB NOT NULL);
        CREATE INDEX subscriptions_by_topic ON subscriptions (topic);
        CREATE TABLE snapshots (name TEXT PRIMARY KEY, topic INTEGER NOT NULL, since INTEGER NOT NULL, messages BLOB NOT NULL, resource BLOB NOT NULL);
        CREATE TABLE schemas (number INTEGER PRIMARY KEY, name TEXT NOT NULL, revision TEXT NOT NULL, resource BLOB NOT NULL);
        CREATE TABLE policies (resource TEXT PRIMARY KEY, policy BLOB NOT NULL);
        CREATE TABLE messages (id INTEGER PRIMARY KEY, topic INTEGER NOT NULL, publish_time INTEGER NOT NULL, size INTEGER NOT NULL, checksum INTEGER NOT NULL, message BLOB NOT NULL);
        CREATE TABLE bodies (id INTEGER PRIMARY KEY, message BLOB NOT NULL);
        CREATE TABLE entries (message INTEGER NOT NULL, subscription INTEGER NOT NULL, state INTEGER NOT NULL, failures INTEGER NOT NULL, until INTEGER NOT NULL, PRIMARY KEY (message, subscription)) WITHOUT ROWID;
        """;

    private readonly SqliteConnection _connection;
    private readonly StoreRows _rows;
    private readonly MessageReaders _readers;
    private readonly Statement _begin;
    private readonly Statement _commit;

    private readonly Statement _unused;
    private readonly Statement _pages;
    private DiskRoom? _room;

    private Database(SqliteConnection connection, string file, uint start)
    {
        _unused = new Statement(connection.Handle!, "PRAGMA freelist_count");
        _pages = new Statement(connection.Handle!, "PRAGMA page_count");
        _readers = new MessageReaders(file, BusyMilliseconds);
        _connection = connection;
        Start = start;
        _rows = new StoreRows(connection.Handle!);
        _begin = new Statement(connection.Handle!, "BEGIN IMMEDIATE");
        _commit = new Statement(connection.Handle!, "COMMIT");
    }

    private long _shrinksFrom = UnusedAtMost;

    public uint Start { get; }

    /// <summary>Opens a file, or creates it.</summary>
    /// <param name="file">The file.</param>
    /// <param name="room">The watermark of its disk; null for none.</param>
    /// <exception cref="IOException">It cannot be used, for a reason in the message.</exception>
    public static Database Open(string file, DiskRoom? room = null)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ToString());
        try
        {
            connection.Open();
            raw.sqlite3_busy_timeout(connection.Handle, BusyMilliseconds);
            Execute(connection, $"PRAGMA page_size = {PageSize}");
            Check(connection, file);
            // Readers with any SQLite tool and the one writer do not disturb each other, and each commit waits for the disk.
            Execute(connection, $"PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = {LogPages}; PRAGMA cache_size = -32000");
            var start = checked((uint)new StoredState(connection.Handle!).Counter(Counters.Start) + 1);
            var database = new Database(connection, file, start);
            database.Commit([new ResourceOperation(rows => rows.Counter(Counters.Start, start))]);
            ExtendLog($"{file}-wal");
            // From now on: a start on a full disk is needed to drain it.
            database._room = room;
            return database;
        }
        catch (SqliteException e)
        {
            connection.Dispose();
            throw Failure(e);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    public void Commit(IReadOnlyList<StoreOperation> operations)
    {
        bool shrinks;
        try
        {
            if (operations.Any(static operation => !operation.IsAhead))
            {
                _room?.Check(Unused);
            }

            _begin.Run();
            foreach (var operation in operations)
            {
                operation.Write(_rows);
            }

            _rows.Finish();

            // Asked inside the transaction: behind it SQLite would begin another one for the answer.
            shrinks = IsMostlyUnused();
            _commit.Run();
        }
        catch (Exception e)
        {
            Rollback();
            if (e is SqliteException error)
            {
                throw Failure(error);
            }

            throw;
        }

        if (shrinks)
        {
            Shrink();
        }
    }

    public void Probe()
    {
        try
        {
            _room?.Check(Unused, now: true);
            // Moves the log into the database, which may fit where the log does not.
            Execute(_connection, "PRAGMA wal_checkpoint(TRUNCATE)");
        }
        catch (SqliteException e)
        {
            throw Failure(e);
        }

        Commit([new ResourceOperation(static rows => rows.Probe())]);
    }

    public StoredState Read() => new(_connection.Handle!);

    public IReadOnlyList<StoredBody> ReadMessages(IReadOnlyList<long> ids) => _readers.Read(reader => reader.ReadWhole(ids));

    public IReadOnlyList<byte[]> ReadHeads(IReadOnlyList<long> ids) => _readers.Read(reader => reader.ReadHeads(ids));

    public void Dispose()
    {
        _readers.Dispose();
        _unused.Dispose();
        _pages.Dispose();
        _begin.Dispose();
        _commit.Dispose();
        _rows.Dispose();
        _connection.Dispose();
    }

    /// <summary>The error in words for a person.</summary>
    internal static IOException Failure(SqliteException e) => new(
        e.SqliteErrorCode switch
        {
            raw.SQLITE_FULL => "the disk is full",
            raw.SQLITE_BUSY or raw.SQLITE_LOCKED => "another program has locked the file",
            raw.SQLITE_READONLY => "the file is read-only",
            raw.SQLITE_CANTOPEN => "the file cannot be opened",
            raw.SQLITE_IOERR => $"reading or writing failed ({raw.sqlite3_errstr(e.SqliteExtendedErrorCode).utf8_to_string()}, {e.SqliteExtendedErrorCode})",
            raw.SQLITE_CORRUPT => "the file is damaged",
            raw.SQLITE_NOTADB => "the file is not an SQLite database",
            _ => e.Message,
        },
        e);

    /// <summary>
    /// Gives the write-ahead log its full length with zeros, which SQLite takes for the end of the log. A commit that makes a file longer
    /// takes the disk several times as long as one that writes over it.
    /// </summary>
    private static void ExtendLog(string file)
    {
        if (!File.Exists(file))
        {
            // A database in memory has none.
            return;
        }

        using var log = new FileStream(file, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        log.Seek(0, SeekOrigin.End);
        log.Write(new byte[Math.Max(0, (LogPages * LogPageSize) - log.Length)]);
    }

    private long Unused() => Number(_unused) * PageSize;

    private static long Number(Statement statement)
    {
        statement.Read();
        var number = statement.Number(0);
        statement.Read();
        return number;
    }

    private bool IsMostlyUnused() => Unused() is var unused && unused >= _shrinksFrom && (Number(_pages) * PageSize) - unused <= LargestCopy;

    // Gives the disk back what a large backlog took, once little is left to copy.
    private void Shrink()
    {
        try
        {
            // Tried again when twice as much is unused.
            _shrinksFrom = Unused() * 2;
            Execute(_connection, "VACUUM");
            // The file becomes smaller with the log's way into it, which would otherwise wait for many more commits.
            Execute(_connection, "PRAGMA wal_checkpoint");
            _shrinksFrom = UnusedAtMost;
        }
        catch (SqliteException)
        {
            // Everything is committed, and the file stays as large as it is. If the disk has a fault, the next commit finds it.
        }
    }

    private void Rollback()
    {
        _rows.Abandon();
        // Some errors have ended the transaction already.
        if (raw.sqlite3_get_autocommit(_connection.Handle) == 0)
        {
            _ = raw.sqlite3_exec(_connection.Handle, "ROLLBACK");
        }
    }

    private static void Check(SqliteConnection connection, string file)
    {
        var tables = Number(connection, "SELECT count(*) FROM sqlite_schema");
        var application = Number(connection, "PRAGMA application_id");
        if (tables == 0 && application == 0)
        {
            Execute(connection, $"BEGIN IMMEDIATE; {Tables} {Identity} COMMIT");
            return;
        }

        if (application != ApplicationId)
        {
            throw new IOException($"{file} is the database of another program. Name an empty directory");
        }

        if (Number(connection, "PRAGMA user_version") is var version and > Version)
        {
            throw new IOException($"{file} has format {version}, and this program reads formats up to {Version}. Use the newer program that wrote it, or name another directory");
        }
    }

    private static void Execute(SqliteConnection connection, string sql) =>
        SqliteException.ThrowExceptionForRC(raw.sqlite3_exec(connection.Handle, sql), connection.Handle);

    private static long Number(SqliteConnection connection, string sql)
    {
        using var statement = new Statement(connection.Handle!, sql);
        return statement.Read() ? statement.Number(0) : 0;
    }
}
