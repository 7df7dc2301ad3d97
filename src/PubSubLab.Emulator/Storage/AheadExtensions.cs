namespace PubSubLab.Emulator.Storage;

/// <summary>Reads rows on another thread while the caller uses those before them.</summary>
internal static class AheadExtensions
{
    private const int RowsAtOnce = 2000;

    /// <summary>The same rows in the same order. Not for rows that are one object each time.</summary>
    public static IEnumerable<T> Ahead<T>(this IEnumerable<T> rows)
    {
        using var reader = rows.GetEnumerator();
        var next = Task.Run(() => Take(reader));
        try
        {
            while (next.GetAwaiter().GetResult() is { Count: > 0 } taken)
            {
                next = Task.Run(() => Take(reader));
                foreach (var row in taken)
                {
                    yield return row;
                }
            }
        }
        finally
        {
            // A caller that stops early: nobody reads when the rows are disposed.
            _ = Task.WhenAny(next).GetAwaiter().GetResult().Exception;
        }
    }

    private static List<T> Take<T>(IEnumerator<T> reader)
    {
        var taken = new List<T>(RowsAtOnce);
        while (taken.Count < RowsAtOnce && reader.MoveNext())
        {
            taken.Add(reader.Current);
        }

        return taken;
    }
}
