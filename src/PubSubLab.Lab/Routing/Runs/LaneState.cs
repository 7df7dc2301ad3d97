namespace PubSubLab.Lab.Routing;

/// <summary>State of one strategy in a side-by-side run.</summary>
public enum LaneState
{
    /// <summary>Nothing is made yet.</summary>
    Waiting,

    /// <summary>It runs.</summary>
    Running,

    /// <summary>Every message came to an end, or nothing happens any more.</summary>
    Done,

    /// <summary>It was stopped before its end, by a person or by its time limit.</summary>
    Stopped,

    /// <summary>It cannot run here; <see cref="LaneSnapshot.Error"/> says why.</summary>
    Refused,
}
