using System.Globalization;

namespace PubSubLab.Embedded;

/// <summary>By whom a TCP port looks to be taken, as far as the operating system tells.</summary>
internal static class PortOwner
{
    private const string Listening = "0A";
    private static readonly string[] s_tables = ["/proc/net/tcp", "/proc/net/tcp6"];

    /// <summary>The program and its process id, <c>java (process 4711)</c>; null where it cannot be told.</summary>
    public static string? Find(int port)
    {
        try
        {
            var inodes = s_tables.Where(File.Exists).SelectMany(table => InodesOf(table, port)).ToHashSet();
            return inodes.Count == 0 ? null : ProcessWith(inodes);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Only a courtesy: that the port is taken is said without it.
            return null;
        }
    }

    private static IEnumerable<string> InodesOf(string table, int port)
    {
        foreach (var line in File.ReadLines(table).Skip(1))
        {
            // proc(5): sl local_address rem_address st tx:rx tr:tm retrnsmt uid timeout inode
            var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var hex = fields[1].AsSpan(fields[1].LastIndexOf(':') + 1);
            if (fields[3] == Listening && int.Parse(hex, NumberStyles.HexNumber, CultureInfo.InvariantCulture) == port)
            {
                yield return $"socket:[{fields[9]}]";
            }
        }
    }

    private static string? ProcessWith(HashSet<string> sockets)
    {
        foreach (var process in Directory.EnumerateDirectories("/proc").Where(d => char.IsAsciiDigit(Path.GetFileName(d)[0])))
        {
            try
            {
                if (Directory.EnumerateFiles(Path.Combine(process, "fd")).Any(fd => new FileInfo(fd).LinkTarget is { } target && sockets.Contains(target)))
                {
                    return $"{File.ReadAllText(Path.Combine(process, "comm")).Trim()} (process {Path.GetFileName(process)})";
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Another user's process, or one that ended meanwhile: not ours to look into.
            }
        }

        return null;
    }
}
