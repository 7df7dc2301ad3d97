namespace PubSubLab.Lab.Comparing;

/// <summary>State of one lane of a comparison.</summary>
public enum LaneState
{
    /// <summary>Its topology and workers are being made.</summary>
    Opening,

    /// <summary>Messages go through it.</summary>
    Running,

    /// <summary>Every message is acknowledged.</summary>
    Done,

    /// <summary>It cannot run here; <see cref="ComparedLane.Error"/> says why.</summary>
    Refused,

    /// <summary>It was left, and what it made is removed.</summary>
    Closed,
}
