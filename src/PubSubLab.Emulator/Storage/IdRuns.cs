namespace PubSubLab.Emulator.Storage;

/// <summary>Neighbours among message ids, which one statement reads or deletes.</summary>
internal static class IdRuns
{
    /// <summary>The place of each row of neighbours in a list, and its length.</summary>
    public static IEnumerable<(int First, int Count)> Of(IReadOnlyList<long> ids)
    {
        for (var i = 0; i < ids.Count;)
        {
            var first = i;
            while (++i < ids.Count && ids[i] == ids[i - 1] + 1)
            {
                // It goes on.
            }

            yield return (first, i - first);
        }
    }
}
