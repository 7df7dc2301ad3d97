using PubSubLab.Lab.Transports;

namespace PubSubLab.Transports.Celery.GcPubSub;

/// <summary>The streams of one worker: its own, and others that make room beside tasks that wait for their eta.</summary>
internal sealed class StreamRooms : IAsyncDisposable
{
    // A closed stream lets its tasks end; after this it gives the rest back.
    private static readonly TimeSpan s_closing = TimeSpan.FromMinutes(10);

    private readonly Lock _gate = new();
    private readonly List<ITransportSubscription> _streams = [];
    private readonly Dictionary<ITransportSubscription, Task> _closing = [];
    private int _waiting;
    private int _room;
    private bool _over;
    private bool _severed;

    /// <summary>Counts a task that waits.</summary>
    /// <returns>The room of a stream to be opened; null where there is room enough.</returns>
    public int? Reserve()
    {
        lock (_gate)
        {
            if (++_waiting <= _room || _over)
            {
                return null;
            }

            var room = Math.Max(1, _room);
            _room += room;
            return room;
        }
    }

    /// <summary>The stream could not be opened.</summary>
    public void Return(int room)
    {
        lock (_gate)
        {
            _room = Math.Max(0, _room - room);
        }
    }

    /// <summary>Takes in a stream that was opened.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="room">The room that was reserved for it; 0 for the worker's own stream.</param>
    public void Add(ITransportSubscription stream, int room)
    {
        lock (_gate)
        {
            _streams.Add(stream);
            if (_severed)
            {
                stream.Sever();
            }
            else if (_over || (room > 0 && _waiting == 0))
            {
                Close(stream);
            }
        }
    }

    /// <summary>A task waits no more. When none does, all streams but the worker's own are closed.</summary>
    public void Release()
    {
        lock (_gate)
        {
            if (--_waiting > 0 || _over)
            {
                return;
            }

            _room = 0;
            foreach (var stream in _streams.Skip(1).Where(s => !_closing.ContainsKey(s)).ToList())
            {
                Close(stream);
            }
        }
    }

    /// <summary>Takes no more, and lets outstanding messages end within a time.</summary>
    public async Task StopAsync(TimeSpan timeout)
    {
        List<Task> ends;
        lock (_gate)
        {
            _over = true;
            ends = [.. _streams.Where(s => !_closing.ContainsKey(s)).Select(s => s.StopAsync(timeout)), .. _closing.Values];
        }

        await Task.WhenAll(ends);
    }

    /// <summary>Cuts all of them off.</summary>
    public void Sever()
    {
        lock (_gate)
        {
            _over = _severed = true;
            foreach (var stream in _streams)
            {
                stream.Sever();
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Task[] closing;
        lock (_gate)
        {
            closing = [.. _closing.Values];
        }

        await Task.WhenAll(closing);
        foreach (var stream in _streams)
        {
            await stream.DisposeAsync();
        }
    }

    private void Close(ITransportSubscription stream) => _closing[stream] = CloseAsync(stream);

    private async Task CloseAsync(ITransportSubscription stream)
    {
        // Not under the caller's lock.
        await Task.Yield();
        await stream.StopAsync(s_closing);
        await stream.DisposeAsync();
        lock (_gate)
        {
            _streams.Remove(stream);
            _closing.Remove(stream);
        }
    }
}
