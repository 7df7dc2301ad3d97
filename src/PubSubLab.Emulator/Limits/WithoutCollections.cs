using System.Runtime;

namespace PubSubLab.Emulator.Limits;

/// <summary>
/// Holds off garbage collections while a large heap is built that stays: each would find everything alive, and they take most of the time.
/// </summary>
internal static class WithoutCollections
{
    // Below this the collections take milliseconds.
    private const long Least = 64 << 20;

    /// <summary>Does the work.</summary>
    /// <param name="bytes">Bytes that the work is expected to allocate. With more, collections begin again.</param>
    /// <param name="available">Bytes that the process may use.</param>
    /// <param name="work">The work.</param>
    public static void Run(long bytes, long available, Action work)
    {
        var isHeldOff = bytes >= Least && bytes <= available / 2 && GCSettings.LatencyMode != GCLatencyMode.NoGCRegion && Start(bytes);
        try
        {
            work();
        }
        finally
        {
            if (isHeldOff && GCSettings.LatencyMode == GCLatencyMode.NoGCRegion)
            {
                GC.EndNoGCRegion();
            }
        }
    }

    private static bool Start(long bytes)
    {
        try
        {
            return GC.TryStartNoGCRegion(bytes);
        }
        catch (ArgumentOutOfRangeException)
        {
            // More than this collector holds off.
            return false;
        }
    }
}
