using System.Net.Sockets;
using PubSubLab.Emulator;
using PubSubLab.Lab;

namespace PubSubLab.Embedded;

/// <summary>Starts an emulator in this process, or says in a sentence why it cannot.</summary>
internal static class EmulatorStart
{
    /// <summary>Starts it.</summary>
    /// <param name="options">Where, and how.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <param name="otherwise">Another way out if the port is taken; null for none.</param>
    /// <exception cref="LabException">The port is taken, the host is none of this machine's, or the data directory cannot be used.</exception>
    public static async Task<PubSubEmulator> RunAsync(PubSubEmulatorOptions options, CancellationToken cancellation, string? otherwise = null)
    {
        try
        {
            return await PubSubEmulator.StartAsync(options, cancellation);
        }
        catch (PortInUseException e)
        {
            var owner = PortOwner.Find(options.Port) is { } who ? $", it looks, by {who}" : " by another program";
            throw new LabException(
                $"Port {options.Port} is taken{owner}. Stop that program, or choose another port with --port; --port 0 takes a free one and prints it.{(otherwise is null ? "" : $" {otherwise}")}", e);
        }
        catch (DataDirectoryException e)
        {
            throw new LabException(e.Message, e);
        }
        catch (ArgumentException e)
        {
            // Said to a person: the sentence without the name of a parameter after it.
            throw new LabException(e.Message.Split(" (Parameter ")[0], e);
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            throw new LabException($"The emulator cannot listen on {options.Host}: {e.Message}", e);
        }
    }
}
