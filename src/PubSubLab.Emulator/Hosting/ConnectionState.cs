using Microsoft.AspNetCore.Connections;

namespace PubSubLab.Emulator.Hosting;

/// <summary>What one connection has open.</summary>
internal sealed class ConnectionState(bool isOverLimit, LinkedListNode<ConnectionContext> place)
{
    public int Calls;

    public int Streams;

    /// <summary>Answers health only; all else is refused, and then the connection closes.</summary>
    public bool IsOverLimit { get; } = isOverLimit;

    /// <summary>Its place among the connections that have said nothing yet.</summary>
    public LinkedListNode<ConnectionContext> Place { get; } = place;
}
