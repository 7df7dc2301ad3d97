namespace PubSubLab.Tui.Layout;

/// <summary>Puts views into their places.</summary>
internal static class Placing
{
    /// <summary>Puts a view where it is to be. The library takes a width that is set for a new one and draws the whole screen anew; so one is set only where it is.</summary>
    public static void PlaceAt(this View view, Rectangle area)
    {
        if (view.Frame != area)
        {
            view.X = area.X;
            view.Y = area.Y;
            view.Width = area.Width;
            view.Height = area.Height;
        }
    }
}
