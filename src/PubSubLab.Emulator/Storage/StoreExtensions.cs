namespace PubSubLab.Emulator.Storage;

/// <summary>The same code with and without a store.</summary>
internal static class StoreExtensions
{
    /// <summary>
    /// Changes a resource: first on the disk, then in memory. Waits for both, so the caller has no topic's lock.
    /// </summary>
    /// <param name="store">The store; null where everything is in memory.</param>
    /// <param name="write">Writes rows.</param>
    /// <param name="apply">Changes memory.</param>
    /// <param name="undo">Takes back what <paramref name="write"/> did in memory.</param>
    public static void Change(this Store? store, Action<StoreRows> write, Action? apply = null, Action? undo = null)
    {
        if (store is null)
        {
            apply?.Invoke();
        }
        else
        {
            store.Change(new ResourceOperation(write, apply, undo));
        }
    }
}
