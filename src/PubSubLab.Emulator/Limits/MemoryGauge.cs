namespace PubSubLab.Emulator.Limits;

/// <summary>Where the figures about the process's memory come from.</summary>
/// <param name="Available">Bytes that the process may use.</param>
/// <param name="Live">Bytes that the last full collection found alive; null where the last collection was a partial one.</param>
internal sealed record MemoryGauge(Func<long> Available, Func<long?> Live)
{
    public static MemoryGauge OfProcess { get; } = new(
        static () => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes,
        static () =>
        {
            var last = GC.GetGCMemoryInfo(GCKind.Any);
            return last.Generation == GC.MaxGeneration ? last.HeapSizeBytes - last.FragmentedBytes : null;
        });
}
