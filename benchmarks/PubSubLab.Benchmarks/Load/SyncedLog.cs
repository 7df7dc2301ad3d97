using Microsoft.Win32.SafeHandles;

namespace PubSubLab.Benchmarks.Load;

/// <summary>A file that is written from its start to its end over and over, as a write-ahead log is, with a sync behind each write.</summary>
internal sealed class SyncedLog : IDisposable
{
    private const int Length = 4 << 20;
    private readonly byte[] _pages = new byte[8192];
    private readonly SafeFileHandle _file;
    private long _at;

    public SyncedLog(string path)
    {
        _file = File.OpenHandle(path, FileMode.Create, FileAccess.Write);
        RandomAccess.Write(_file, new byte[Length], 0);
        RandomAccess.FlushToDisk(_file);
    }

    public void Append()
    {
        RandomAccess.Write(_file, _pages, _at);
        RandomAccess.FlushToDisk(_file);
        _at = (_at + _pages.Length) % Length;
    }

    public void Dispose() => _file.Dispose();
}
