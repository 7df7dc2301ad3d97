namespace PubSubLab.Tui.State;

/// <summary>Formats of times in the log.</summary>
internal enum TimeFormat
{
    /// <summary>The clock's time to the millisecond.</summary>
    Clock,

    /// <summary>Age in words.</summary>
    Ago,

    /// <summary>The time since the line above.</summary>
    SinceLineAbove,
}
