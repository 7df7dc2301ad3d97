using Terminal.Gui.App;
using Terminal.Gui.Views;

namespace PubSubLab.Benchmarks.Screens;

/// <summary><c>--window</c>: an empty window of the terminal library, which is what the lab's screen is compared with.</summary>
internal static class BareWindow
{
    /// <summary>The content of its frame.</summary>
    public const string Title = "Bare window";

    public static int Run()
    {
        using var app = Application.Create().Init();
        using var window = new Window { Title = Title };
        app.Run(window);
        return 0;
    }
}
