using PubSubLab.Emulator.Storage;
using PubSubLab.Simulation.Worlds;

namespace PubSubLab.Simulation.Disks;

/// <summary>Gives a store its turns as steps of its process, with time before a commit and behind it.</summary>
internal sealed class SimulatedStoreLoop(SimulatedProcess process, SimulatedDisk disk) : IStoreLoop
{
    /// <summary>Time between two tries while the disk refuses.</summary>
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);

    private readonly Reopening _reopening = new(process.Time, s_pause);
    private Store _store = null!;
    private int _turn;
    private bool _isFollowing;

    /// <summary>Whether a turn is due or under way.</summary>
    public bool IsBusy { get; private set; }

    public void Begin(Store store)
    {
        _store = store;
        if (store.HasWork)
        {
            Wake(StoreHaste.Awaited);
        }
    }

    public void Wake(StoreHaste haste)
    {
        if (!IsBusy)
        {
            IsBusy = true;
            After(disk.Latency(), Commit);
        }
    }

    public void Drive()
    {
        if (_store is { HasWork: true, Refuses: false } && !_isFollowing && disk.IsDriven())
        {
            Turn();
        }
    }

    public void WaitFor(StoreOperation operation)
    {
        while (!operation.Done.IsCompleted)
        {
            Turn();
        }

        operation.Done.GetAwaiter().GetResult();
    }

    public Task Apart(Action work)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        process.Post(
            _ =>
            {
                work();
                done.SetResult();
            },
            null);
        return done.Task;
    }

    public void End()
    {
        while (_store.HasWork)
        {
            Turn();
        }
    }

    private void Turn()
    {
        // One that was committed before its caller came.
        _store.Follow();
        _store.Commit();
        _store.Follow();
    }

    private void Commit()
    {
        IsBusy = true;
        _store.Commit();
        _isFollowing = true;
        After(disk.Latency(), Follow);
    }

    private void Follow()
    {
        _store.Follow();
        _isFollowing = false;
        _reopening.Try(_store);
        IsBusy = false;
        if (_store.HasWork)
        {
            Wake(StoreHaste.Awaited);
        }
        else if (_store.Refuses)
        {
            After(s_pause, Commit);
        }
    }

    // The last one counts: work that comes during a pause ends it.
    private void After(TimeSpan time, Action next)
    {
        var turn = ++_turn;
        if (time == TimeSpan.Zero)
        {
            process.Post(_ => Take(turn, next), null);
        }
        else
        {
            process.Time.CreateTimer(_ => Take(turn, next), null, time, Timeout.InfiniteTimeSpan);
        }
    }

    private void Take(int turn, Action next)
    {
        if (turn == _turn)
        {
            next();
        }
    }
}
