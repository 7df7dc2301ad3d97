namespace PubSubLab.Tui.Log;

/// <summary>The terms of a filter, shown below the line in which it is typed.</summary>
internal static class FilterHint
{
    private static readonly string[] s_byLength =
    [
        "text   !text   key=value   worker=w1   kind=nacked   #12   ↑ earlier filters   Enter keeps it, Esc clears it",
        "text  !text  key=value  kind=nacked  #12  Enter keeps, Esc clears, ↑ earlier",
        "!text key=value #12 kind=nacked  Enter keeps, Esc clears",
    ];

    /// <summary>The longest one that fits; the shortest where none does.</summary>
    public static string For(int width) => s_byLength.FirstOrDefault(h => h.Length <= width, s_byLength[^1]);
}
