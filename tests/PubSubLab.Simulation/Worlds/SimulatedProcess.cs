using Google.Api.Gax;

namespace PubSubLab.Simulation.Worlds;

/// <summary>
/// A process of the world: a context that its work comes back to, a clock, and a scheduler. A killed process runs nothing more: no timer,
/// no continuation, no finally block.
/// </summary>
internal sealed class SimulatedProcess : SynchronizationContext, IScheduler, IClock
{
    private readonly World _world;
    private readonly List<(SendOrPostCallback Callback, object? State)> _keptBack = [];
    private bool _isPaused;

    public SimulatedProcess(World world, string name)
    {
        (_world, Name) = (world, name);
        Time = new ProcessTime(world, this);
        Workers = new ProcessWorkers(this);
    }

    public string Name { get; }

    public TimeProvider Time { get; }

    /// <summary>The scheduler of a client's work.</summary>
    public TaskScheduler Workers { get; }

    public bool IsDead { get; private set; }

    public void Kill()
    {
        IsDead = true;
        _keptBack.Clear();
    }

    /// <summary>Lets the process stand still, as a suspended laptop or a long collection does, while time passes for all others.</summary>
    public void PauseFor(TimeSpan time)
    {
        if (_isPaused || IsDead)
        {
            return;
        }

        _isPaused = true;
        _world.Clock.CreateTimer(static process => ((SimulatedProcess)process!).GoOn(), this, time, Timeout.InfiniteTimeSpan);
    }

    public bool IsPaused => _isPaused;

    /// <summary>Takes work in that comes during a pause.</summary>
    public bool KeepsBack(SendOrPostCallback callback, object? state)
    {
        if (_isPaused)
        {
            _keptBack.Add((callback, state));
        }

        return _isPaused;
    }

    public override void Post(SendOrPostCallback d, object? state) => _world.Enqueue(this, d, state);

    public override void Send(SendOrPostCallback d, object? state) => throw new NotSupportedException("A process is asked by messages only.");

    public override SynchronizationContext CreateCopy() => this;

    Task IScheduler.Delay(TimeSpan delay, CancellationToken cancellationToken) => Task.Delay(delay, Time, cancellationToken);

    DateTime IClock.GetCurrentDateTimeUtc() => Time.GetUtcNow().UtcDateTime;

    private void GoOn()
    {
        _isPaused = false;
        if (!IsDead)
        {
            _keptBack.ForEach(work => Post(work.Callback, work.State));
        }

        _keptBack.Clear();
    }

    private sealed class ProcessTime(World world, SimulatedProcess process) : TimeProvider
    {
        public override long TimestampFrequency => world.Clock.TimestampFrequency;

        public override long GetTimestamp() => world.Clock.GetTimestamp();

        public override DateTimeOffset GetUtcNow() => world.Clock.GetUtcNow();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            SendOrPostCallback fired = state => callback(state);
            return world.Clock.CreateTimer(state => process.Post(fired, state), state, dueTime, period);
        }
    }

    private sealed class ProcessWorkers(SimulatedProcess process) : TaskScheduler
    {
        protected override void QueueTask(Task task) => process.Post(_ => TryExecuteTask(task), null);

        protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) =>
            !taskWasPreviouslyQueued && Current == process && TryExecuteTask(task);

        protected override IEnumerable<Task> GetScheduledTasks() => [];

        private static new SynchronizationContext? Current => SynchronizationContext.Current;
    }
}
