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
    /// <param name="prepare">Creates what the first client finds; null for nothing.</param>
    /// <exception cref="LabException">The port is taken, or the host is none of this machine's.</exception>
    public static async Task<PubSubEmulator> RunAsync(PubSubEmulatorOptions options, CancellationToken cancellation, string? otherwise = null, Action<PubSubEmulator>? prepare = null)
    {
        if (options.DataDirectory is not null)
        {
            SqliteLibrary.Load();
        }

        try
        {
            return await PubSubEmulator.StartAsync(options, prepare, cancellation);
        }
        catch (PortInUseException e)
        {
            var owner = PortOwner.Find(options.Port) is { } who ? $", it looks, by {who}" : " by another program";
            throw new LabException(
                $"Port {options.Port} is taken{owner}. Stop that program, or choose another port with --port; --port 0 takes a free one and prints it.{(otherwise is null ? "" : $" {otherwise}")}", e);
        }
        catch (ArgumentException e)
        {
            // Said to a person: the sentence without the name of a parameter after it.
            throw new LabException(e.Message.Split(" (Parameter ")[0], e);
        }
        catch (IOException e)
        {
            throw new LabException(e.Message, e);
        }
        catch (SocketException e)
        {
            throw new LabException($"The emulator cannot listen on {options.Host}: {e.Message}", e);
        }
    }
}
