namespace PubSubLab.Emulator.Limits;

/// <summary>Calls a watermark after each full collection, as long as the watermark is in use.</summary>
internal sealed class FullCollections
{
    private readonly WeakReference<MemoryWatermark> _watermark;

    private FullCollections(MemoryWatermark watermark) => _watermark = new WeakReference<MemoryWatermark>(watermark);

#pragma warning disable MA0055 // A finalizer is how .NET tells that a collection has ended.
    ~FullCollections()
#pragma warning restore MA0055
    {
        if (_watermark.TryGetTarget(out var watermark))
        {
            watermark.Sample();
            GC.ReRegisterForFinalize(this);
        }
    }

    public static void Follow(MemoryWatermark watermark) => _ = new FullCollections(watermark);
}
