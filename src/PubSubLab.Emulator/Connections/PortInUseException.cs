#pragma warning disable CA1032 // The sentence is made from host and port.
namespace PubSubLab.Emulator;

/// <summary>The address that the emulator was to listen on is taken.</summary>
public sealed class PortInUseException : IOException
{
    /// <summary>Says which address is taken, and the way out.</summary>
    public PortInUseException(string host, int port, Exception? innerException = null)
        : base($"Port {port} on {host} is in use by another program. Stop that program, or choose another port (0 takes a free one).", innerException)
    {
        Host = host;
        Port = port;
    }

    /// <summary>The host that was asked for.</summary>
    public string Host { get; }

    /// <summary>The port that is taken.</summary>
    public int Port { get; }
}
