using PubSubLab.Lab;
using PubSubLab.Lab.Experiments;
using PubSubLab.Tui.Demo;
using PubSubLab.Tui.Experiments;
using PubSubLab.Tui.Frames;
using PubSubLab.Tui.Keys;
using PubSubLab.Tui.Screen;
using PubSubLab.Tui.Theming;
using Terminal.Gui.Testing;
using Terminal.Gui.Time;

namespace PubSubLab.Tui.Pictures;

/// <summary>
/// The lab's screen on a terminal in memory: for pictures and tests. Time is the session's clock, moved by its owner;
/// <see cref="Draw"/> then shows what came of it. Used from one thread.
/// </summary>
public sealed class HeadlessScreen : IDisposable
{
    private const string WithoutTerminal = "DisableRealDriverIO";
    private static readonly Lock s_opening = new();

    private readonly AppConnection _connection;
    private readonly SessionToken _running;

    /// <summary>Opens the screen.</summary>
    /// <param name="session">A session that was started; not disposed with the screen.</param>
    /// <param name="width">Columns.</param>
    /// <param name="height">Rows.</param>
    /// <param name="theme">The theme.</param>
    /// <param name="catalog">The screen's catalogue; null for the complete one.</param>
    public HeadlessScreen(LabSession session, int width, int height, ThemeName theme, ScreenCatalog? catalog = null)
    {
        // The library replaces the thread's context; the caller's is restored.
        var context = SynchronizationContext.Current;
        Services = new ScreenServices(session, theme, catalog ?? new ScreenCatalog());
        App = InMemory(Time);
        App.Driver!.SetScreenSize(width, height);
        Window = Services.OpenWindow();
        _connection = Services.Connect(App, Window);

        ReplayFilm.Serve(Services, App);

        // A picture has all colours, whatever terminal it is made in.
        App.Driver!.Force16Colors = false;
        _running = App.Begin(Window)!;
        SynchronizationContext.SetSynchronizationContext(context);
        Draw();
    }

    /// <summary>Whether it draws with the steps of the clock, as a terminal's screen does. Default: with each look, as time moves only between them.</summary>
    internal bool DrawsByClock { get; set; }

    internal VirtualTimeProvider Time { get; } = new();

    internal ScreenServices Services { get; }

    internal IApplication App { get; }

    internal LabWindow Window { get; }

    /// <summary>Presses keys, named as in <see cref="KeyTable"/>.</summary>
    public void Press(params IReadOnlyList<string> keys)
    {
        foreach (var key in keys)
        {
            App.InjectKey(Chord.ToKey(key));
            Draw();
        }
    }

    /// <summary>Types text into what has the focus.</summary>
    public void Type(string text) => Press([.. text.Select(c => c == ' ' ? "Space" : c.ToString())]);

    /// <summary>Whether an experiment runs.</summary>
    public bool IsExperimentRunning => Services.Get<ExperimentRunner>().IsRunning;

    /// <summary>Whether the demo plays.</summary>
    public bool IsDemoPlaying => Services.Get<DemoPlayer>().IsPlaying;

    /// <summary>Opens the course and runs a question of it without a prediction, as a person would.</summary>
    /// <exception cref="LabException">There is none of that name.</exception>
    public void RunExperiment(string name)
    {
        var index = Services.Get<ExperimentRunner>().All.ToList().FindIndex(e => e.Name == ExperimentCatalog.Get(name).Name);
        Press("F2");
        Press([.. Enumerable.Repeat("Down", index)]);
        Press("s");
    }

    /// <summary>Takes in what happened and draws what changed.</summary>
    public void Draw()
    {
        if (DrawsByClock)
        {
            _connection.Tick();
        }
        else
        {
            Window.Tick();
        }

        App.LayoutAndDraw();
    }

    /// <summary>The screen's current text.</summary>
    public ScreenFrame Capture()
    {
        Draw();
        return ScreenFrame.Of(App.Driver!);
    }

    // The library's driver would read keys from the process's terminal and write frames to it, also beside the lab's own screen. It
    // looks at this variable when it opens.
    private static IApplication InMemory(VirtualTimeProvider time)
    {
        lock (s_opening)
        {
            var before = Environment.GetEnvironmentVariable(WithoutTerminal);
            Environment.SetEnvironmentVariable(WithoutTerminal, "1");
            try
            {
                return Application.Create(time).Init(DriverRegistry.Names.ANSI);
            }
            finally
            {
                Environment.SetEnvironmentVariable(WithoutTerminal, before);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Window.IsRunning)
        {
            App.End(_running);
        }

        _connection.Dispose();
        Window.Dispose();
        App.Dispose();
    }
}
