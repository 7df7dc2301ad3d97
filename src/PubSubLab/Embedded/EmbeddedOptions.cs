using PubSubLab.Emulator;
using PubSubLab.Lab;

namespace PubSubLab.Embedded;

/// <summary>Options of the emulator in this process.</summary>
internal sealed record EmbeddedOptions
{
    private const int LongestName = 12;

    /// <summary>The port; 0 for a free one.</summary>
    public int Port { get; init; }

    /// <summary>Which waiting consumer gets a message. Default: in turn.</summary>
    public DispatchOrder Dispatch { get; init; } = DispatchOrder.RoundRobin;

    /// <summary>Seed of every choice that is drawn.</summary>
    public int Seed { get; init; }

    /// <summary>Whether limits on numbers of resources hold. Default: true.</summary>
    public bool CountLimits { get; init; } = true;

    /// <summary>Access of web pages and push subscriptions.</summary>
    public WebAccess Web { get; init; } = WebAccess.Default;

    /// <summary>The share of memory at which Publish is refused.</summary>
    public double MemoryShare { get; init; } = new PubSubEmulatorOptions().MemoryShare;

    /// <summary>Directory where everything lasts; null for memory only.</summary>
    public string? DataDirectory { get; init; }

    /// <summary>Bytes that stay free on the disk of <see cref="DataDirectory"/>; null for 256 MB, or a twentieth of a smaller disk.</summary>
    public long? DiskReserve { get; init; }

    /// <summary>Name in the header: the port, and the data directory's name.</summary>
    /// <param name="port">The port.</param>
    public string Describe(string port) =>
        DataDirectory is null ? $"embedded {port}" : $"embedded {port}, {OutsideText.Begin(OutsideText.Printable(new DirectoryInfo(DataDirectory).Name), LongestName)}";

    /// <summary>Whether the journal is told what happens inside. Default: true.</summary>
    public bool Watched { get; init; } = true;
}
