using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using PubSubLab.Lab.Time;

namespace PubSubLab.Simulation.Worlds;

/// <summary>
/// All processes of a run on one thread and one clock. Each step runs one piece of work, drawn from all that can run. Time moves a little
/// between steps, and to the next timer when nothing can run.
/// </summary>
internal sealed class World : IDisposable
{
    public static readonly DateTimeOffset Begin = new(2026, 3, 14, 12, 0, 0, TimeSpan.Zero);

    private const int MostSteps = 1_000_000;

    private static readonly TimeSpan s_longestWait = TimeSpan.FromDays(1);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);

    private readonly int _thread = Environment.CurrentManagedThreadId;
    private readonly List<Work> _ready = [];
    private readonly ConcurrentQueue<string> _escapes = new();
    private readonly Draws _order;
    private FoundFaultException? _fault;

    public World(Draws draws, bool wholeTrace)
    {
        Draws = draws.Fork();
        _order = draws.Fork();
        Trace = new Trace(wholeTrace);
        Clock = LabClock.Manual(Begin);
    }

    public LabClock Clock { get; }

    /// <summary>Choices of what happens in the world. The order of work is drawn from another sequence.</summary>
    public Draws Draws { get; }

    public Trace Trace { get; }

    public long Steps { get; private set; }

    public TimeSpan Elapsed => Clock.GetUtcNow() - Begin;

    /// <summary>Called after each step, with the process that had it.</summary>
    public Action<SimulatedProcess>? Stepped { get; set; }

    /// <summary>Called when nothing can run before time moves.</summary>
    public Action? Quiet { get; set; }

    /// <summary>Notes that a rule was broken; the run ends with the first.</summary>
    public void Fail(string what, Exception? cause = null) =>
        _fault ??= cause is null ? new FoundFaultException(what) : new FoundFaultException(what, cause);

    public void Note(string line) =>
        Trace.Add(string.Create(CultureInfo.InvariantCulture, $"{Steps} {Clock.GetTimestamp()} {line}"));

    /// <summary>Runs until the task ends.</summary>
    /// <exception cref="FoundFaultException">A rule was broken, or the limit passed first.</exception>
    public void Run(Func<Task> body, SimulatedProcess on, TimeSpan limit)
    {
        Task? task = null;
        on.Post(_ => task = body(), null);
        while (task is not { IsCompleted: true })
        {
            if (_ready.Count > 0)
            {
                Step();
            }
            else
            {
                Quiet?.Invoke();
                ThrowIfFault();
                MoveTime(limit);
            }

            ThrowIfFault();
        }

        task.GetAwaiter().GetResult();
    }

    public void Enqueue(SimulatedProcess process, SendOrPostCallback callback, object? state)
    {
        if (Environment.CurrentManagedThreadId != _thread)
        {
            // Work that another thread sends comes at another time in each run.
            _escapes.Enqueue(new StackTrace().ToString());
            return;
        }

        _ready.Add(new Work(process, callback, state));
    }

    public void Dispose() => Clock.Dispose();

    private void Step()
    {
        var index = _order.Below(_ready.Count);
        var work = _ready[index];
        _ready[index] = _ready[^1];
        _ready.RemoveAt(_ready.Count - 1);
        if (work.Process.IsDead || work.Process.KeepsBack(work.Callback, work.State))
        {
            return;
        }

        if (++Steps > MostSteps)
        {
            Fail($"{MostSteps} steps have not been enough: something goes round for ever");
        }

        Note(work.Process.Name);
        Execute(work);
        Stepped?.Invoke(work.Process);
        if (_order.Chance(0.3))
        {
            Clock.Advance(TimeSpan.FromTicks(_order.Between(1, 300)));
        }
    }

    private void Execute(Work work)
    {
        var before = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(work.Process);
        try
        {
            work.Callback(work.State);
        }
        catch (Exception e)
        {
            Fail($"{work.Process.Name} ended with {e.GetType().Name}: {e.Message}", e);
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }
    }

    private void MoveTime(TimeSpan limit)
    {
        Clock.Advance(TimeSpan.Zero);
        if (_ready.Count > 0)
        {
            return;
        }

        var left = limit - Elapsed;
        if (left <= TimeSpan.Zero)
        {
            Fail($"after {limit} the run had not ended");
        }
        else if (Clock.Step(s_longestWait) is null && !SpinWait.SpinUntil(() => !_escapes.IsEmpty, s_patience))
        {
            Fail("nothing can run, and nothing waits for a time: the run waits for something that never happens");
        }
    }

    private void ThrowIfFault()
    {
        if (_escapes.TryDequeue(out var stack))
        {
            Fail($"work left the simulation's thread and came back:\n{stack}");
        }

        if (_fault is not null)
        {
            throw _fault;
        }
    }

    private readonly record struct Work(SimulatedProcess Process, SendOrPostCallback Callback, object? State);
}
