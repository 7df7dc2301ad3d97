namespace PubSubLab.Tui.State;

/// <summary>How the log shows when something happened.</summary>
internal enum TimeFormat
{
    /// <summary>The clock's time to the millisecond.</summary>
    Clock,

    /// <summary>How long ago, in words.</summary>
    Ago,

    /// <summary>The time since the line above.</summary>
    SinceLineAbove,
}
