namespace PubSubLab.Emulator.Storage;

/// <summary>A change of a resource.</summary>
internal sealed class ResourceOperation(Action<StoreRows> write, Action? apply = null, Action? undo = null) : StoreOperation
{
    public override void Write(StoreRows rows) => write(rows);

    public override void Apply() => apply?.Invoke();

    public override void Undo() => undo?.Invoke();
}
