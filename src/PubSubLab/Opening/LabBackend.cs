using PubSubLab.Emulator;
using PubSubLab.Lab.Ports;
using PubSubLab.Lab.Transports;

namespace PubSubLab.Opening;

/// <summary>An open backend: its transport and ports, with the emulator where it runs in this process.</summary>
/// <param name="transport">The transport.</param>
/// <param name="emulator">The emulator in this process; null on other backends.</param>
/// <param name="ports">Its optional ports. The clock among them is the journal's, and outlives the backend: others may be open on it.</param>
internal sealed class LabBackend(ITransport transport, PubSubEmulator? emulator, LabPorts ports) : IAsyncDisposable
{
    /// <summary>The transport. A <see cref="LabSession"/> that gets it disposes it; a second disposal is harmless.</summary>
    public ITransport Transport => transport;

    /// <summary>Its optional ports.</summary>
    public LabPorts Ports => ports;

    /// <summary>The emulator in this process; null on other backends.</summary>
    public PubSubEmulator? Emulator => emulator;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Transport.DisposeAsync();
        if (Emulator is not null)
        {
            await Emulator.DisposeAsync();
        }
    }
}
