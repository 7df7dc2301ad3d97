using PubSubLab.Embedded;
using PubSubLab.Lab;
using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Ports;
using PubSubLab.Lab.Time;
using PubSubLab.Lab.Transports;
using PubSubLab.Opening;

namespace PubSubLab.Backends;

/// <summary>
/// A backend that is being opened: the screen shows itself meanwhile, because an emulator takes longer to start than a screen. What is
/// asked of its transport waits until it is open.
/// </summary>
internal sealed class OpeningBackend : IAsyncDisposable
{
    private readonly CancellationTokenSource _ending = new();
    private readonly Task<LabBackend> _opening;

    /// <summary>Begins to open it, on another thread where an emulator is to be started.</summary>
    /// <exception cref="LabException">A key file cannot be used.</exception>
    public OpeningBackend(Backend backend, LabJournal journal, EmbeddedOptions embedded)
    {
        if (!backend.IsInProcess)
        {
            // Connects to nothing yet, so it is there at once.
            var joined = backend.Join(journal);
            (_opening, Transport, Ports) = (Task.FromResult(joined), joined.Transport, joined.Ports);
            return;
        }

        _opening = Task.Run(() => backend.OpenAsync(journal, embedded, _ending.Token));
        Transport = new OpeningTransport(embedded.Port == 0 ? "embedded, starting" : embedded.Describe($":{embedded.Port}"), TransportAsync());
        Ports = new LabPorts { Clock = journal.Time as LabClock, Filters = new EmulatorFilters() };
    }

    /// <summary>The transport.</summary>
    public ITransport Transport { get; }

    /// <summary>The ports, complete after <see cref="OpenedAsync"/>.</summary>
    public LabPorts Ports { get; }

    /// <summary>Waits until it is open.</summary>
    /// <returns>All that it offers.</returns>
    /// <exception cref="LabException">The port cannot be used.</exception>
    public async Task<LabPorts> OpenedAsync() => (await _opening).Ports;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        if (Ports.Clock is { Speed: not 1 } clock)
        {
            // Outstanding waits must not depend on a clock that a person stopped.
            clock.SetSpeed(1);
        }

        try
        {
            await (await _opening).DisposeAsync();
        }
        catch (Exception e) when (e is LabException or OperationCanceledException)
        {
            // It never opened, and its waiters have the error; nothing needs closing.
        }

        _ending.Dispose();
    }

    private async Task<ITransport> TransportAsync() => (await _opening).Transport;
}
