namespace PubSubLab.Emulator.Hosting;

/// <summary>What one connection has open.</summary>
internal sealed class ConnectionState(bool isOverLimit)
{
    public int Calls;

    public int Streams;

    /// <summary>Answers health only; all else is refused, and then the connection closes.</summary>
    public bool IsOverLimit { get; } = isOverLimit;
}
