using PubSubLab.Emulator;
using PubSubLab.Lab.Ports;
using PubSubLab.Lab.Time;
using PubSubLab.Lab.Transports;

namespace PubSubLab.Opening;

/// <summary>An open backend: its transport and ports, with the emulator where it runs in this process.</summary>
internal sealed class LabBackend : IAsyncDisposable
{
    private readonly LabClock? _clock;

    /// <summary>A backend that was opened.</summary>
    public LabBackend(ITransport transport, PubSubEmulator? emulator, LabPorts ports)
    {
        Transport = transport;
        Emulator = emulator;
        Ports = ports;
        _clock = ports.Clock;
    }

    /// <summary>The transport. A <see cref="LabSession"/> that gets it disposes it; a second disposal is harmless.</summary>
    public ITransport Transport { get; }

    /// <summary>Its optional ports.</summary>
    public LabPorts Ports { get; }

    /// <summary>The emulator in this process; null on other backends.</summary>
    public PubSubEmulator? Emulator { get; }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // Outstanding waits must not depend on a clock that a person stopped.
        _clock?.SetSpeed(1);
        await Transport.DisposeAsync();
        if (Emulator is not null)
        {
            await Emulator.DisposeAsync();
        }

        _clock?.Dispose();
    }
}
