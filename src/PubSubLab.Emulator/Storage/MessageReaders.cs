using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace PubSubLab.Emulator.Storage;

/// <summary>Connections that read messages: as many as there are readers at once.</summary>
internal sealed class MessageReaders(string file, int busyMilliseconds) : IDisposable
{
    private const int Kept = 4;
    private readonly ConcurrentBag<MessageReader> _idle = [];
    private volatile bool _isDisposed;

    /// <summary>Reads with a connection of its own.</summary>
    /// <exception cref="IOException">Reading failed, for a reason in the message.</exception>
    public T Read<T>(Func<MessageReader, T> read)
    {
        MessageReader? reader = null;
        try
        {
            if (_isDisposed)
            {
                throw new IOException("the emulator ends");
            }

            reader = _idle.TryTake(out var idle) ? idle : new MessageReader(file, busyMilliseconds);
            var result = read(reader);
            if (_idle.Count < Kept)
            {
                _idle.Add(reader);
                reader = null;
            }

            return result;
        }
        catch (SqliteException e)
        {
            throw Database.Failure(e);
        }
        finally
        {
            reader?.Dispose();
            Drop();
        }
    }

    public void Dispose()
    {
        _isDisposed = true;
        Drop();
    }

    private void Drop()
    {
        while (_isDisposed && _idle.TryTake(out var reader))
        {
            reader.Dispose();
        }
    }
}
