using Microsoft.AspNetCore.Connections;

namespace PubSubLab.Emulator.Connections;

/// <summary>One connection: what it has open, and whether it can give way to another.</summary>
internal sealed class ConnectionState(ConnectionContext connection, long entered)
{
    /// <summary>A body may stand still so many times longer than a connection between its requests.</summary>
    private const int BodyPatience = 4;

    private long _lastActive = entered;
    private bool _isOverLimit;
    private int _calls;
    private int _streams;
    private int _waiting;

    public ConnectionContext Connection { get; } = connection;

    /// <summary>Answers health only; all else is refused, and then the connection closes.</summary>
    public bool IsOverLimit
    {
        get => Volatile.Read(ref _isOverLimit);
        set => Volatile.Write(ref _isOverLimit, value);
    }

    /// <summary>Whether a request came.</summary>
    public bool HasAsked { get; set; }

    /// <summary>Its place among the connections that can give way; null once it was told to close.</summary>
    public LinkedListNode<ConnectionState>? Place { get; set; }

    /// <summary>A call begins.</summary>
    /// <returns>The number of open calls.</returns>
    public int BeginCall() => Interlocked.Increment(ref _calls);

    public int BeginStream() => Interlocked.Increment(ref _streams);

    public void EndCall()
    {
        Volatile.Write(ref _lastActive, TimeProvider.System.GetTimestamp());
        Interlocked.Decrement(ref _calls);
    }

    public void EndStream() => Interlocked.Decrement(ref _streams);

    /// <summary>A call waits for more of its body.</summary>
    public void BeginWait()
    {
        Volatile.Write(ref _lastActive, TimeProvider.System.GetTimestamp());
        Interlocked.Increment(ref _waiting);
    }

    public void EndWait() => Interlocked.Decrement(ref _waiting);

    /// <summary>Whether nothing of it is on its way: no request that arrived whole is under way, and no answer.</summary>
    /// <param name="patience">A request that has begun to arrive gets this long to arrive whole, and an answer to leave.</param>
    public bool IsQuiet(TimeSpan patience)
    {
        var calls = Volatile.Read(ref _calls);
        return calls == Volatile.Read(ref _waiting)
            && TimeProvider.System.GetElapsedTime(Volatile.Read(ref _lastActive)) >= (calls == 0 ? patience : patience * BodyPatience);
    }
}
