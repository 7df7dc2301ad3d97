namespace PubSubLab.Transports.Celery.Presence;

/// <summary>Where a task is in its worker.</summary>
internal enum RunState
{
    /// <summary>Taken, and not begun.</summary>
    Reserved,

    /// <summary>Waits for its eta.</summary>
    Scheduled,

    /// <summary>Its handler works on it.</summary>
    Active,
}
