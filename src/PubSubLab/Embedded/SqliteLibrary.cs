using System.Runtime.InteropServices;
using PubSubLab.Lab;
using SQLitePCL;

namespace PubSubLab.Embedded;

/// <summary>
/// SQLite's native library in a program of one file: a resource, which is unpacked only when a data directory is opened. Elsewhere the
/// library is a file that the runtime finds.
/// </summary>
internal static class SqliteLibrary
{
    private const string Name = "e_sqlite3";

    private static readonly Lazy<nint> s_loaded = new(Unpack);

    /// <summary>Loads it, once.</summary>
    /// <exception cref="LabException">It cannot be unpacked.</exception>
    public static void Load() => _ = s_loaded.Value;

    private static nint Unpack()
    {
        using var resource = typeof(SqliteLibrary).Assembly.GetManifestResourceStream(Name);
        if (resource is null)
        {
            return 0;
        }

        DirectoryInfo? folder = null;
        try
        {
            folder = Directory.CreateTempSubdirectory("pubsublab-");
            var file = Path.Combine(folder.FullName, Name);
            using (var copy = File.Create(file))
            {
                resource.CopyTo(copy);
            }

            var handle = NativeLibrary.Load(file);
            NativeLibrary.SetDllImportResolver(typeof(SQLite3Provider_e_sqlite3).Assembly, (name, _, _) => name == Name ? handle : 0);
            return handle;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or DllNotFoundException)
        {
            throw new LabException($"--data-dir needs SQLite, which cannot be unpacked into {Path.GetTempPath()}: {e.Message.TrimEnd('.')}. Set TMPDIR to a directory where files can be written and run.", e);
        }
        finally
        {
            // Windows keeps the file of a loaded library.
            if (!OperatingSystem.IsWindows())
            {
                folder?.Delete(recursive: true);
            }
        }
    }
}
