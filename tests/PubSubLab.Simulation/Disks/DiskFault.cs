namespace PubSubLab.Simulation.Disks;

/// <summary>The commits that a disk refuses.</summary>
internal enum DiskFault
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Commits that store more than they delete, as a full disk does.</summary>
    Full,

    /// <summary>Every commit.</summary>
    All,

    /// <summary>Commits as they come.</summary>
    Some,
}
