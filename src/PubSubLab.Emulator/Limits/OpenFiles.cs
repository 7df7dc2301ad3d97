using System.Globalization;

namespace PubSubLab.Emulator.Limits;

/// <summary>The process's limit of open files and sockets, and its division.</summary>
internal static class OpenFiles
{
    private const int Unknown = 10_000;
    private const int Least = 8;
    private static readonly int s_limit = Limit();

    /// <summary>Kept for files, among them assemblies that are loaded when first needed, and for connections to push endpoints.</summary>
    public static int Reserve { get; } = Math.Clamp(s_limit / 8, 32, 2048);

    /// <summary>Kept for connections over the limit, which are answered and closed.</summary>
    public static int ForRefusals { get; } = Math.Clamp(s_limit / 32, 16, 256);

    /// <summary>The share for connections.</summary>
    public static int ForConnections() => Math.Max(Least, s_limit - InUse() - Reserve - ForRefusals);

    private static int Limit()
    {
        const string name = "Max open files";
        if (!File.Exists("/proc/self/limits"))
        {
            return Unknown;
        }

        var line = File.ReadLines("/proc/self/limits").FirstOrDefault(l => l.StartsWith(name, StringComparison.Ordinal));
        var soft = line?[name.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault();
        return long.TryParse(soft, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) ? (int)Math.Min(limit, 1 << 20) : 1 << 20;
    }

    private static int InUse() => Directory.Exists("/proc/self/fd") ? Directory.GetFileSystemEntries("/proc/self/fd").Length : 0;
}
