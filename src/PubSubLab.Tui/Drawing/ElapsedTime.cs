namespace PubSubLab.Tui.Drawing;

/// <summary>Time since the lab was opened, as 00:01:02.</summary>
internal static class ElapsedTime
{
    public static string Of(TimeSpan time) => $"{(int)time.TotalHours:00}:{time.Minutes:00}:{time.Seconds:00}";
}
