using PubSubLab.Lab;

namespace PubSubLab.Transports.PubSub;

/// <summary>A call that the service refused, or that did not reach it.</summary>
public sealed class RefusalException : LabException
{
    internal RefusalException(string said, string wayOut, Exception inner)
        : base(wayOut.Length > 0 ? $"{said} {wayOut}" : said, inner)
    {
        Said = said;
        WayOut = wayOut.Length > 0 ? wayOut : null;
    }

    /// <summary>The event, in the service's words if it answered.</summary>
    public string Said { get; }

    /// <summary>The way out; null if none is known.</summary>
    public string? WayOut { get; }

    /// <summary>Whether every other call would meet the same: the service cannot be reached, or the project cannot use it.</summary>
    public bool MeetsEveryCall { get; init; }
}
