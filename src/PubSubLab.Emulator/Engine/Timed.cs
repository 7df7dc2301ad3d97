namespace PubSubLab.Emulator.Engine;

/// <summary>Something that a <see cref="DeadlineQueue"/> can hold: a lease, a backoff, a subscription's housekeeping, a snapshot's end.</summary>
internal abstract class Timed
{
    /// <summary>When it is due, in UTC ticks. Written by <see cref="DeadlineQueue"/> only.</summary>
    public long Due { get; internal set; } = long.MaxValue;

    /// <summary>Where it stands in the queue's heap, or -1.</summary>
    internal int HeapIndex { get; set; } = -1;

    /// <summary>Whether a queue holds it.</summary>
    public bool IsScheduled => HeapIndex >= 0;
}
