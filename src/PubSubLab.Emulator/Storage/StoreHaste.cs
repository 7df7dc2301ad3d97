namespace PubSubLab.Emulator.Storage;

/// <summary>Haste of an operation, which decides the thread that commits it.</summary>
internal enum StoreHaste
{
    /// <summary>Nobody waits: it may share a later commit.</summary>
    None,

    /// <summary>Somebody waits for its task: the loop is woken.</summary>
    Awaited,

    /// <summary>Its caller calls <see cref="Store.Drive"/> next: the loop need not be woken.</summary>
    Driven,
}
