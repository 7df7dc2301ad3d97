using System.Globalization;
using System.Net;
using System.Runtime.InteropServices;

namespace PubSubLab.Embedded;

/// <summary>The listening TCP sockets of this machine and the processes that have them, as far as Linux tells (proc(5)).</summary>
internal static class SocketTable
{
    private const string Listening = "0A";
    private static readonly string[] s_tables = ["/proc/net/tcp", "/proc/net/tcp6"];

    /// <summary>The listening sockets, with the link that a process has for each.</summary>
    public static IEnumerable<(IPEndPoint Address, string Link)> Listeners() => s_tables.Where(File.Exists).SelectMany(ListenersOf);

    /// <summary>The processes that this user may look into, with their names.</summary>
    public static IEnumerable<(int Id, string Name, IReadOnlySet<string> Links)> Processes()
    {
        foreach (var folder in Directory.EnumerateDirectories("/proc").Where(static d => char.IsAsciiDigit(Path.GetFileName(d)[0])))
        {
            if (TryRead(folder) is { } process)
            {
                yield return process;
            }
        }
    }

    private static (int Id, string Name, IReadOnlySet<string> Links)? TryRead(string folder)
    {
        try
        {
            var links = Directory.EnumerateFiles(Path.Combine(folder, "fd")).Select(static fd => new FileInfo(fd).LinkTarget).OfType<string>().ToHashSet();
            return (int.Parse(Path.GetFileName(folder), CultureInfo.InvariantCulture), File.ReadAllText(Path.Combine(folder, "comm")).Trim(), links);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Another user's process, or one that ended meanwhile: not ours to look into.
            return null;
        }
    }

    private static IEnumerable<(IPEndPoint Address, string Link)> ListenersOf(string table)
    {
        foreach (var line in File.ReadLines(table).Skip(1))
        {
            // sl local_address rem_address st tx:rx tr:tm retrnsmt uid timeout inode
            var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (fields[3] == Listening)
            {
                yield return (AddressOf(fields[1]), $"socket:[{fields[9]}]");
            }
        }
    }

    // The address is in words of 32 bits in the machine's own order, the port is a number.
    private static IPEndPoint AddressOf(string field)
    {
        var colon = field.IndexOf(':');
        var words = Enumerable.Range(0, colon / 8).Select(i => uint.Parse(field.AsSpan(i * 8, 8), NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToArray();
        return new IPEndPoint(new IPAddress(MemoryMarshal.AsBytes<uint>(words)), int.Parse(field.AsSpan(colon + 1), NumberStyles.HexNumber, CultureInfo.InvariantCulture));
    }
}
