namespace PubSubLab.Lab.Routing;

/// <summary>How far one of several strategies that run side by side has come.</summary>
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
