using System.Diagnostics;

namespace PubSubLab.Emulator.Storage;

/// <summary>The watermark of a disk: so much stays free.</summary>
internal sealed class DiskRoom
{
    private const long MostByDefault = 256L << 20;
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(250);

    private readonly Func<long> _free;
    private long _looked;
    private IOException? _shortage;

    /// <param name="directory">A directory on the disk.</param>
    /// <param name="reserve">Bytes that stay free; null for 256 MB, or a twentieth of a smaller disk.</param>
    /// <param name="free">Bytes that are free; null asks the disk.</param>
    public DiskRoom(string directory, long? reserve, Func<long>? free = null)
    {
        // Windows knows the room of drives, and not of shares.
        var root = OperatingSystem.IsWindows() ? Path.GetPathRoot(directory)! : directory;
        var drive = root.StartsWith(@"\\", StringComparison.Ordinal) ? null : new DriveInfo(root);
        _free = free ?? (() => drive?.AvailableFreeSpace ?? long.MaxValue / 2);
        Reserve = reserve ?? Math.Min(MostByDefault, (drive?.TotalSize ?? long.MaxValue) / 20);
    }

    /// <summary>Bytes that stay free.</summary>
    public long Reserve { get; }

    /// <summary>Refuses where too little is free. Asks the disk a few times a second at most.</summary>
    /// <param name="unused">Bytes that the file has and does not use.</param>
    /// <param name="now">Whether to ask in any case.</param>
    /// <exception cref="IOException">Too little is free.</exception>
    public void Check(Func<long> unused, bool now = false)
    {
        if (now || _looked == 0 || Stopwatch.GetElapsedTime(_looked) >= s_pause)
        {
            _looked = Stopwatch.GetTimestamp();
            var free = _free();
            _shortage = Reserve > 0 && free + unused() < Reserve
                ? new IOException($"the disk has {free >> 20} MB free, and {Reserve >> 20} MB are to stay free")
                : null;
        }

        if (_shortage is { } shortage)
        {
            throw new IOException(shortage.Message);
        }
    }
}
