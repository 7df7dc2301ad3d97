using Microsoft.Data.Sqlite;
using PubSubLab.Emulator;
using PubSubLab.Emulator.Brokers;
using PubSubLab.Emulator.Engine;
using PubSubLab.Emulator.Limits;
using PubSubLab.Emulator.Storage;
using PubSubLab.Simulation.Servers;
using PubSubLab.Simulation.Worlds;

namespace PubSubLab.Simulation.Disks;

/// <summary>
/// A disk with the store's database, which SQLite has in memory. It outlives the server, takes its time for a commit, and refuses commits
/// for some time.
/// </summary>
/// <param name="world">The world.</param>
/// <param name="draws">Its choices.</param>
/// <param name="planted">The fault that a test plants; null for none.</param>
internal sealed class SimulatedDisk(World world, Draws draws, PlantedFault? planted) : IServerDisk, IDisposable
{
    private static int s_made;

    private readonly string _file = $"file:/simulation{Interlocked.Increment(ref s_made)}?vfs=memdb";
    private readonly bool _spills = draws.Chance(0.5);
    private SqliteConnection? _keeper;
    private Database? _database;
    private SimulatedStoreLoop? _loop;
    private TaskCompletionSource? _commit;
    private int _commitsToCome;
    private int _faults;

    public bool Keeps => true;

    public bool IsBusy => _loop is { IsBusy: true };

    /// <summary>Longest time of a commit.</summary>
    public TimeSpan Slowness { get; set; } = TimeSpan.FromMilliseconds(2);

    public DiskFault Fault { get; private set; }

    /// <summary>Completes with a commit, some commits from now, or at last after some time.</summary>
    public Task CommittedAsync(int commits, TimeSpan longest)
    {
        var commit = _commit = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _commitsToCome = commits;
        world.Clock.CreateTimer(_ => commit.TrySetResult(), null, longest, Timeout.InfiniteTimeSpan);
        return commit.Task;
    }

    /// <summary>A commit is on the disk, and the server does not know yet.</summary>
    public void Committed(int operations)
    {
        world.Note($"committed {operations} operations");
        if (--_commitsToCome == 0)
        {
            _commit!.TrySetResult();
        }
    }

    /// <summary>Lets the disk refuse for some time.</summary>
    public void FailFor(TimeSpan time, DiskFault fault)
    {
        world.Note($"the disk refuses {fault} for {time}");
        Fault = fault;
        var number = ++_faults;
        world.Clock.CreateTimer(_ => Fault = number == _faults ? DiskFault.None : Fault, null, time, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Ends every fault.</summary>
    public void Heal()
    {
        _faults++;
        Fault = DiskFault.None;
        Slowness = TimeSpan.FromMilliseconds(2);
    }

    public Broker Open(PubSubEmulatorOptions options, SimulatedProcess process)
    {
        Check();
        if (_keeper is null)
        {
            // The database lives as long as somebody has it open.
            _keeper = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = _file, Pooling = false }.ToString());
            _keeper.Open();
        }
        else
        {
            planted?.Restart(this);
        }

        _database = Database.Open(_file);
        IDatabase database = new RefusingDatabase(_database, this, world);
        _loop = new SimulatedStoreLoop(process, this);
        var store = new Store("/disk", planted?.Disk(database, this) ?? database, _loop, world.Note);
        // Half of the runs have every message on the disk only.
        var broker = new Broker(_spills ? options with { Limits = new EmulatorLimits { SpillShare = 0 } } : options, store);
        broker.Begin();
        return broker;
    }

    public void Kill()
    {
        _database?.Dispose();
        _database = null;
    }

    public void Dispose()
    {
        Kill();
        _keeper?.Dispose();
    }

    /// <summary>Time until a commit is on the disk, or until the server goes on after it.</summary>
    public TimeSpan Latency() => draws.Chance(0.3) ? TimeSpan.Zero : draws.Duration(TimeSpan.FromMicroseconds(10), Slowness);

    /// <summary>Whether a commit fails.</summary>
    /// <param name="stores">Whether it stores anything.</param>
    public bool Refuses(bool stores) => Fault switch
    {
        DiskFault.None => false,
        DiskFault.Full => stores || draws.Chance(0.2),
        DiskFault.Some => draws.Chance(0.5),
        _ => true,
    };

    /// <summary>Fails while a small commit does.</summary>
    /// <exception cref="IOException">The disk refuses.</exception>
    public void Check()
    {
        if (Refuses(stores: true))
        {
            throw new IOException("the disk refuses");
        }
    }

    /// <summary>Fails where messages cannot be read.</summary>
    /// <exception cref="IOException">The disk refuses.</exception>
    public void CheckRead()
    {
        if (Fault is DiskFault.All or DiskFault.Some && draws.Chance(0.1))
        {
            throw new IOException("the disk cannot be read");
        }
    }

    public StoredMessage Whole(StoredMessage message) =>
        message.IsInMemory ? message : new StoredMessage(_database!.ReadMessages([message.Id])[0].Wire!, message.Id, message.PublishTime);

    /// <summary>Whether a caller commits what it has queued, instead of the loop.</summary>
    public bool IsDriven() => draws.Chance(0.3);

    /// <summary>Changes the database behind the server's back.</summary>
    public void Execute(string sql)
    {
        using var command = _keeper!.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
