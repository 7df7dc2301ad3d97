using Google.Protobuf;
using Microsoft.Data.Sqlite;
using PubSubLab.Emulator.Storage;

namespace PubSubLab.Emulator.Brokers;

/// <summary>Opens a broker, with the data directory of its options.</summary>
internal static class BrokerStart
{
    /// <summary>Opens it.</summary>
    /// <exception cref="DataDirectoryException">The data directory cannot be used.</exception>
    public static Broker Open(PubSubEmulatorOptions options)
    {
        if (options.DataDirectory is not { } path)
        {
            return new Broker(options);
        }

        var directory = DataDirectory.Take(path);
        Store? store = null;
        try
        {
            store = new Store(directory.Path, options.OpenDatabase(directory.File), new StoreThread(options.Limits.StorePause), options.OnPressure, directory);
            var broker = new Broker(options, store);
            broker.Begin();
            return broker;
        }
        catch (Exception e)
        {
            store?.Dispose();
            directory.Dispose();
            throw e switch
            {
                SqliteException error => Wrong(directory, Database.Failure(error)),
                InvalidProtocolBufferException => Wrong(directory, new IOException("the file is damaged", e)),
                IOException error => Wrong(directory, error),
                _ => e,
            };
        }
    }

    private static DataDirectoryException Wrong(DataDirectory directory, IOException e) => new(directory.Path, $"{e.Message}{WayOut(e)}.", e);

    private static string WayOut(IOException e) => e.InnerException switch
    {
        InvalidProtocolBufferException => Salvage,
        SqliteException { SqliteErrorCode: SQLitePCL.raw.SQLITE_CORRUPT } => Salvage,
        SqliteException { SqliteErrorCode: SQLitePCL.raw.SQLITE_NOTADB } => $". Restore {DataDirectory.FileName} from a copy, or name another directory",
        SqliteException { SqliteErrorCode: SQLitePCL.raw.SQLITE_FULL } => ". Make room, or name another directory",
        SqliteException => ". Make it readable and writable for this program alone, or name another directory",
        _ => "",
    };

    private static string Salvage =>
        $". Restore {DataDirectory.FileName} from a copy, or save what can be read, and put saved.db in its place: "
        + $"sqlite3 {DataDirectory.FileName} \".clone saved.db\"; sqlite3 saved.db \"{Database.Identity}\". Or name another directory";
}
