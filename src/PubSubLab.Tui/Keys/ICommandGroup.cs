namespace PubSubLab.Tui.Keys;

/// <summary>
/// The commands of one area with their keys. Every concrete class in this assembly is found by <see cref="KeyTable"/> and gets what it uses
/// through its constructor; a new group needs no registration.
/// </summary>
internal interface ICommandGroup
{
    /// <summary>Place of the group in help and palette, low first. Default: after the lab's own groups, before the windows'.</summary>
    static virtual int Order => 650;

    /// <summary>The group's rows of the key table.</summary>
    static abstract IReadOnlyList<KeyTableEntry> Keys { get; }

    /// <summary>Registers what each row does.</summary>
    void AddTo(CommandSet commands);
}
