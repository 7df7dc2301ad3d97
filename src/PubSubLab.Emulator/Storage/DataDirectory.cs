using System.Globalization;

namespace PubSubLab.Emulator.Storage;

/// <summary>A directory with a database that one process uses at a time.</summary>
internal sealed class DataDirectory : IDisposable
{
    /// <summary>Name of the database.</summary>
    public const string FileName = "pubsublab.db";

    private const string LockName = "lock";
    private const string PidName = "pid";

    // Errors of a file that another process has locked.
    private const int AgainOnLinux = 11;
    private const int AgainOnMac = 35;
    private const int SharingOnWindows = 32;

    private readonly FileStream _lock;

    private DataDirectory(string path, FileStream held)
    {
        Path = path;
        _lock = held;
    }

    /// <summary>The directory.</summary>
    public string Path { get; }

    /// <summary>The database.</summary>
    public string File => System.IO.Path.Combine(Path, FileName);

    /// <summary>Takes a directory, and creates it if it does not exist.</summary>
    /// <exception cref="DataDirectoryException">It belongs to another program, another process uses it, or it is not writable.</exception>
    public static DataDirectory Take(string directory)
    {
        var path = System.IO.Path.GetFullPath(directory);
        try
        {
            if (System.IO.File.Exists(path))
            {
                throw new DataDirectoryException(path, "it is a file. Name a directory.");
            }

            Directory.CreateDirectory(path);
            // Looked at first: nothing is written into a directory of another program.
            if (!System.IO.File.Exists(System.IO.Path.Combine(path, FileName)) && Foreign(path) is { } foreign)
            {
                throw new DataDirectoryException(path, $"it contains {foreign}, and no {FileName}. Name an empty directory.");
            }

            var taken = new DataDirectory(path, Lock(path));
            try
            {
                System.IO.File.WriteAllText(System.IO.Path.Combine(path, PidName), Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
                return taken;
            }
            catch
            {
                taken.Dispose();
                throw;
            }
        }
        catch (Exception e) when (e is UnauthorizedAccessException or (IOException and not DataDirectoryException))
        {
            throw new DataDirectoryException(path, $"{e.Message.TrimEnd('.')}. Make room in it and make it writable for this program, or name another directory.", e);
        }
    }

    public void Dispose()
    {
        System.IO.File.Delete(System.IO.Path.Combine(Path, PidName));
        _lock.Dispose();
    }

    private static string? Foreign(string path) => Directory.EnumerateFileSystemEntries(path)
        .Select(static entry => System.IO.Path.GetFileName(entry))
        // The root of a volume has lost+found, and an empty directory in a repository has a hidden file.
        .FirstOrDefault(static name => name is not (LockName or PidName or "lost+found") && !name.StartsWith('.'));

    private static FileStream Lock(string path)
    {
        try
        {
            return new FileStream(System.IO.Path.Combine(path, LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when ((e.HResult & 0xFFFF) is AgainOnLinux or AgainOnMac or SharingOnWindows)
        {
            throw new DataDirectoryException(path, $"{Owner(path)} uses it. Stop that process, or name another directory.", e);
        }
    }

    private static string Owner(string path)
    {
        var file = System.IO.Path.Combine(path, PidName);
        return System.IO.File.Exists(file) && System.IO.File.ReadAllText(file).Trim() is { Length: > 0 } pid ? $"process {pid}" : "another process";
    }
}
