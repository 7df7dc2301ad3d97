using System.Drawing;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using PubSubLab.Lab;
using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Workers;
using PubSubLab.Tui.Keys;
using PubSubLab.Tui.Screen;
using PubSubLab.Tui.Theming;
using Terminal.Gui.App;
using Terminal.Gui.Drivers;
using Terminal.Gui.Input;
using Terminal.Gui.Testing;
using Terminal.Gui.Text;
using Terminal.Gui.Time;

namespace PubSubLab.Tui.Tests.Support;

/// <summary>The whole screen on a terminal in memory, on virtual time, over a broker that does what the test says.</summary>
internal sealed class Stage : IDisposable
{
    private readonly VirtualTimeProvider _screenTime = new();
    private readonly IApplication _app;
    private readonly AppConnection _connection;
    private readonly SessionToken _running;

    public Stage(int width = 120, int height = 36, ThemeName theme = ThemeName.Dark, LabSession? session = null, int journalCapacity = 100_000)
    {
        Clock = new FakeTimeProvider(new DateTimeOffset(2026, 3, 14, 12, 0, 0, TimeSpan.Zero)) { AutoAdvanceAmount = TimeSpan.Zero };
        Transport = new ScriptedTransport();
        Session = session ?? new LabSession(Transport, new LabJournal(Clock, journalCapacity));
        State = new ScreenState(Session, theme);
        _screenTime.SetTime(Clock.GetUtcNow().UtcDateTime);
        _app = Application.Create(_screenTime).Init(DriverRegistry.Names.ANSI);
        _app.Driver!.SetScreenSize(width, height);
        Window = new LabWindow(State);
        _connection = new AppConnection(_app, Window);
        Window.CopyOut = text => Copied = text;
        _running = _app.Begin(Window)!;
        Draw();
    }

    public FakeTimeProvider Clock { get; }

    public ScriptedTransport Transport { get; }

    public LabSession Session { get; }

    public LabJournal Journal => Session.Journal;

    public ScreenState State { get; }

    public LabWindow Window { get; }

    public string? Copied { get; private set; }

    public bool Quit => Window.StopRequested;

    public IDriver Driver => _app.Driver!;

    /// <summary>What is on the screen, a line a row.</summary>
    public string Frame
    {
        get
        {
            Draw();
            return string.Join('\n', Rows().Select(r => r.TrimEnd()));
        }
    }

    public IReadOnlyList<string> Rows()
    {
        var cells = _app.Driver!.Contents!;
        var rows = new List<string>();
        for (var y = 0; y < cells.GetLength(0); y++)
        {
            var row = new StringBuilder();
            for (var x = 0; x < cells.GetLength(1); x++)
            {
                row.Append(cells[y, x].Grapheme);
                if (cells[y, x].Grapheme.GetColumns() > 1)
                {
                    x++;
                }
            }

            rows.Add(row.ToString());
        }

        return rows;
    }

    /// <summary>Presses keys, named as in the key table.</summary>
    public Stage Press(params string[] chords)
    {
        foreach (var chord in chords)
        {
            _app.InjectKey(Chord.ToKey(chord));
            Draw();
        }

        return this;
    }

    /// <summary>Types text.</summary>
    public Stage Type(string text) => Press([.. text.Select(c => c.ToString())]);

    public Stage Click(int x, int y)
    {
        _app.InjectSequence(InputInjectionExtensions.LeftButtonClick(new Point(x, y)));
        Draw();
        return this;
    }

    public Stage DoubleClick(int x, int y)
    {
        _app.InjectSequence(InputInjectionExtensions.LeftButtonDoubleClick(new Point(x, y)));
        Draw();
        return this;
    }

    public Stage Wheel(int x, int y, bool up)
    {
        _app.InjectMouse(new Mouse { ScreenPosition = new Point(x, y), Flags = up ? MouseFlags.WheeledUp : MouseFlags.WheeledDown });
        Draw();
        return this;
    }

    /// <summary>The place of a text on the screen.</summary>
    public Point Find(string text)
    {
        Draw();
        var rows = Rows();
        for (var y = 0; y < rows.Count; y++)
        {
            var x = rows[y].IndexOf(text, StringComparison.Ordinal);
            if (x >= 0)
            {
                return new Point(x, y);
            }
        }

        throw new ShouldAssertException($"'{text}' is not on the screen:\n{string.Join('\n', rows)}");
    }

    public Stage Resize(int width, int height)
    {
        _app.Driver!.SetScreenSize(width, height);
        Draw();
        return this;
    }

    public Stage Advance(TimeSpan time)
    {
        Clock.Advance(time);
        _screenTime.Advance(time);
        Draw();
        return this;
    }

    /// <summary>Waits until the work that the screen started has ended, and takes in what it said.</summary>
    public Stage Settle()
    {
        SpinWait.SpinUntil(() => !State.Work.IsBusy, TimeSpan.FromSeconds(20)).ShouldBeTrue("the screen's work did not end");
        Draw();
        return this;
    }

    /// <summary>Waits for a condition that another thread brings about.</summary>
    public Stage Until(Func<bool> condition)
    {
        SpinWait.SpinUntil(condition, TimeSpan.FromSeconds(20)).ShouldBeTrue("the condition never held");
        Draw();
        return this;
    }

    /// <summary>Spawns a worker as the + key would.</summary>
    public Worker Spawn(WorkerSpec? spec = null)
    {
        var context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        var spawning = Session.Workers.SpawnAsync(spec ?? new WorkerSpec());
        SynchronizationContext.SetSynchronizationContext(context);
        spawning.IsCompletedSuccessfully.ShouldBeTrue();
        var worker = spawning.GetAwaiter().GetResult();
        Draw();
        return worker;
    }

    /// <summary>Writes an event about a message into the journal.</summary>
    public LabMessage Happens(LabEventKind kind, string id, string? worker = null, string? detail = null, string json = """{"task_id":"1123"}""", string? user = null, int attempt = 0) =>
        Journal.Append(
            kind,
            new MessageFacts(id, "lab-tasks", Encoding.UTF8.GetBytes(json), user is null ? new Dictionary<string, string>() : new Dictionary<string, string> { ["user_id"] = user }),
            worker, worker is null ? null : "lab-tasks-sub", attempt, detail);

    public void Draw()
    {
        Window.Tick();
        _app.LayoutAndDraw();
    }

    public void Dispose()
    {
        if (Window.IsRunning)
        {
            _app.End(_running);
        }

        _connection.Dispose();
        Window.Dispose();
        _app.Dispose();

        // The application's context wants its loop, which has ended.
        SynchronizationContext.SetSynchronizationContext(null);
        State.DisposeAsync().AsTask().GetAwaiter().GetResult();
        Session.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }
}
