namespace PubSubLab.Emulator.Storage;

/// <summary>
/// Gives a <see cref="Store"/> its turns, one at a time: <see cref="Store.Commit"/>, then <see cref="Store.Follow"/>, and
/// <see cref="Store.Reopen"/> now and then while it refuses.
/// </summary>
internal interface IStoreLoop
{
    /// <summary>Begins to give turns. Operations may be queued already.</summary>
    void Begin(Store store);

    /// <summary>Something was queued. The caller has <see cref="Store.Gate"/>.</summary>
    /// <param name="haste">Its haste.</param>
    void Wake(StoreHaste haste);

    /// <summary>
    /// Gives a turn on the caller's thread, if none is under way and one is due: that saves an idle caller the way to another thread and back.
    /// </summary>
    void Drive();

    /// <summary>Waits until the operation is done.</summary>
    /// <exception cref="Grpc.Core.RpcException">It could not be written.</exception>
    void WaitFor(StoreOperation operation);

    /// <summary>Runs work outside of the loop, which may wait for operations. The task has its end.</summary>
    Task Apart(Action work);

    /// <summary>Gives the turns that what is queued needs, and then no more.</summary>
    void End();
}
