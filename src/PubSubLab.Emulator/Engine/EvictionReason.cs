namespace PubSubLab.Emulator.Engine;

internal enum EvictionReason
{
    Deleted,
    Detached,

    /// <summary>The subscription became a push subscription.</summary>
    Push,

    /// <summary>A fault that was asked for.</summary>
    Broken,
}
