using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Ports;

namespace PubSubLab.Lab.Experiments.Files;

/// <summary>A program of its own in a run: it listens on a subscription through its own client.</summary>
internal sealed class PlanApplication : IRunWorker, IAsyncDisposable
{
    private readonly PlannedApplication _planned;
    private readonly IStartedProgram? _program;
    private volatile bool _isToEnd;

    private PlanApplication(PlannedApplication planned, int number, string subscription, IStartedProgram? program) =>
        (_planned, Number, Subscription, _program) = (planned, number, subscription, program);

    /// <summary>Its number in the file.</summary>
    public int Number { get; }

    /// <inheritdoc/>
    public string Name => $"application {Number}{(_planned.Command is { } command ? $" ({OutsideText.Begin(command, 60)})" : "")}";

    /// <inheritdoc/>
    public string Subscription { get; }

    /// <inheritdoc/>
    public bool IsAlive => !_isToEnd && _program is not { Ended.IsCompleted: true };

    /// <inheritdoc/>
    public bool TakesMessages => IsAlive;

    /// <summary>Exit code and last lines of a program that no fault ended; null where it runs.</summary>
    public string? OwnEnd => !_isToEnd && _program is { Ended.IsCompletedSuccessfully: true, ExitCode: { } code } program ? $"it ended with exit code {code}{SaidBy(program)}" : null;

    /// <summary>Starts one and waits until it listens.</summary>
    /// <exception cref="LabException">It does not start, ends, or does not listen in time; its last lines are said.</exception>
    public static async Task<PlanApplication> StartAsync(
        PlannedApplication planned, int number, string folder, string subscription, IReadOnlyDictionary<string, string> environment, ExperimentContext context, CancellationToken cancellation)
    {
        var programs = context.Ports.Programs!;
        using var watch = new StreamWatch(context.Journal, subscription);
        var program = planned.Command is { } command ? programs.Start(command, folder, environment) : null;
        var started = new PlanApplication(planned, number, subscription, program);
        try
        {
            if (program is null)
            {
                context.Say($"Start your application for {subscription} now, with {string.Join(' ', environment.Select(v => $"{v.Key}={v.Value}"))}");
            }

            if (planned.Connects > TimeSpan.Zero)
            {
                await started.ListensAsync(watch, context.Journal.Time, cancellation);
                context.Say($"{started.Name} listens on {subscription}.");
            }

            return started;
        }
        catch
        {
            await started.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Kill()
    {
        _isToEnd = true;
        _program!.Kill();
    }

    /// <inheritdoc/>
    public Task StopAsync(TimeSpan timeout)
    {
        _isToEnd = true;
        return _program?.StopAsync(timeout) ?? Task.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _program?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async Task ListensAsync(StreamWatch watch, TimeProvider time, CancellationToken cancellation)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var late = Task.Delay(_planned.Connects, time, over.Token);
        Task[] first = _program is null ? [watch.Opened, late] : [watch.Opened, _program.Ended, late];
        await Task.WhenAny(first);
        await over.CancelAsync();
        cancellation.ThrowIfCancellationRequested();
        if (watch.Opened.IsCompleted)
        {
            return;
        }

        throw new LabException(OwnEnd is { } end
            ? $"{Name} does not listen on {Subscription}: {end}"
            : $"{Name} has not opened a stream on {Subscription} within {Durations.Format(_planned.Connects)}{(_program is null ? "." : SaidBy(_program))}");
    }

    private static string SaidBy(IStartedProgram program) =>
        program.LastLines is { Count: > 0 } lines ? $"; its last lines: {string.Join(" | ", lines)}" : ", and it printed nothing.";

    /// <summary>Waits for a stream of another program.</summary>
    private sealed class StreamWatch : IJournalProjection, IDisposable
    {
        private readonly LabJournal _journal;
        private readonly string _subscription;
        private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public StreamWatch(LabJournal journal, string subscription)
        {
            (_journal, _subscription) = (journal, subscription);
            journal.Attach(this);
        }

        public Task Opened => _opened.Task;

        public void Apply(in LabEvent e)
        {
            if (e.Kind == LabEventKind.StreamOpened && e.Subscription == _subscription)
            {
                _opened.TrySetResult();
            }
        }

        public void Dispose() => _journal.Detach(this);
    }
}
