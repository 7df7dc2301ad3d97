namespace PubSubLab.Emulator.Storage;

/// <summary>Work for the store's thread: rows of a transaction, and what to do in memory once it is committed.</summary>
internal abstract class StoreOperation
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Whether memory has changed already, so that it is ahead of the store until the commit.</summary>
    public virtual bool IsAhead => false;

    /// <summary>Completes after the commit and <see cref="Apply"/>. Fails with UNAVAILABLE if the store could not write it.</summary>
    public Task Done => _done.Task;

    public abstract void Write(StoreRows rows);

    /// <summary>Follows the commit in memory. Runs in the order of the queue, on the store's thread.</summary>
    public virtual void Apply()
    {
    }

    /// <summary>Takes back what <see cref="Write"/> did in memory, or tells somebody who waits. The transaction failed.</summary>
    public virtual void Undo()
    {
    }

    public void Complete() => _done.TrySetResult();

    public void Fail(Exception reason)
    {
        _done.TrySetException(reason);
        // Some have nobody who waits; for those the failure shows in the state of the store.
        _ = _done.Task.Exception;
    }
}
