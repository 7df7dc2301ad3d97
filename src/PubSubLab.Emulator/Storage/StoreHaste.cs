namespace PubSubLab.Emulator.Storage;

/// <summary>Who waits for an operation, and so which thread commits it.</summary>
internal enum StoreHaste
{
    /// <summary>Nobody waits: it may share a later commit.</summary>
    None,

    /// <summary>Somebody waits for its task: the loop is woken.</summary>
    Awaited,

    /// <summary>Its caller calls <see cref="Store.Drive"/> next: the loop need not be woken.</summary>
    Driven,
}
