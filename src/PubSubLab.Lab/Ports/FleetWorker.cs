namespace PubSubLab.Lab.Ports;

/// <summary>Another program's worker, by its own announcements.</summary>
/// <param name="Name">Its node name, <c>celery@host</c>.</param>
/// <param name="Software">Its software with the version; empty where it does not say.</param>
/// <param name="Active">Tasks that its handlers work on.</param>
/// <param name="Processed">Tasks that it has handled since its start.</param>
public sealed record FleetWorker(string Name, string Software, int Active, long Processed)
{
    /// <summary>Time since its last heartbeat.</summary>
    public TimeSpan HeardAgo { get; init; }

    /// <summary>Time since it last began or ended a task; null for never.</summary>
    public TimeSpan? WorkedAgo { get; init; }

    /// <summary>Retries that it announced.</summary>
    public long Retried { get; init; }

    /// <summary>Whether it said good-bye, or its heartbeats stay away.</summary>
    public bool IsGone { get; init; }
}
