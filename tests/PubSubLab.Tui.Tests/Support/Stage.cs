using System.Drawing;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using PubSubLab.Lab;
using PubSubLab.Lab.Handlers;
using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Ports;
using PubSubLab.Lab.Time;
using PubSubLab.Lab.Workers;
using PubSubLab.Tui.Comparing;
using PubSubLab.Tui.Experiments;
using PubSubLab.Tui.Frames;
using PubSubLab.Tui.Keys;
using PubSubLab.Tui.Layout;
using PubSubLab.Tui.Log;
using PubSubLab.Tui.Messages;
using PubSubLab.Tui.Overlays;
using PubSubLab.Tui.Pictures;
using PubSubLab.Tui.Publishing;
using PubSubLab.Tui.Screen;
using PubSubLab.Tui.Settings;
using PubSubLab.Tui.State;
using PubSubLab.Tui.Theming;
using PubSubLab.Tui.Time;
using PubSubLab.Tui.Workers;
using Terminal.Gui.Input;
using Terminal.Gui.Testing;

namespace PubSubLab.Tui.Tests.Support;

/// <summary>The whole screen on a terminal in memory, on virtual time, over a broker that does what the test says.</summary>
internal sealed class Stage : IDisposable
{
    private static readonly HandlerCatalog s_handlers = HandlerCatalog.Of([typeof(EchoHandler), typeof(FlakyHandler), typeof(SlowHandler)], "Team.dll");

    private static readonly List<string> s_fields = ["Topic", "user_id", "Attributes", "Ordering key", "Route by", "Task", "Count", "every"];

    private readonly HeadlessScreen _screen;

    public Stage(int width = 120, int height = 36, ThemeName theme = ThemeName.Dark, LabSession? session = null, int journalCapacity = 100_000, bool withPorts = false, ScreenCatalog? catalog = null)
    {
        Clock = new FakeTimeProvider(new DateTimeOffset(2026, 3, 14, 12, 0, 0, TimeSpan.Zero)) { AutoAdvanceAmount = TimeSpan.Zero };
        Transport = new ScriptedTransport();
        LabClock = withPorts ? new LabClock(Clock) : null;
        var ports = withPorts ? new LabPorts { Clock = LabClock, Filters = Ports, Faults = Ports, Topology = Ports, Backlog = Ports, Transforms = Ports, TransformTrial = Ports, Address = new EmulatorAddress("localhost:8085", "pubsublab", ReportsOthers: true) } : null;
        Session = session ?? new LabSession(Transport, new LabJournal(LabClock ?? (TimeProvider)Clock, journalCapacity), s_handlers, ports: ports, runtime: InlineRuntime.Instance);
        _screen = new HeadlessScreen(Session, width, height, theme, catalog ?? PictureCatalog.Screen);
        _screen.Time.SetTime(Clock.GetUtcNow().UtcDateTime);
        Get<TerminalActions>().Copy = text => Copied = text;
    }

    public FakeTimeProvider Clock { get; }

    public ScriptedTransport Transport { get; }

    /// <summary>The backend's ports, if the stage has them.</summary>
    public ScriptedPorts Ports { get; } = new();

    /// <summary>The data directory of a lab that goes on from one.</summary>
    public ScriptedData Data { get; } = new();

    /// <summary>The lab's clock, where the stage was made with ports.</summary>
    public LabClock? LabClock { get; }

    public LabSession Session { get; }

    public LabJournal Journal => Session.Journal;

    public FormPublisher Publisher => Get<FormPublisher>();

    public Playback Playback => Get<Playback>();

    public LogView Log => Get<LogView>();

    public FilterHistory Filters => Get<FilterHistory>();

    public MessageSelection Selection => Get<MessageSelection>();

    public WorkerList Workers => Get<WorkerList>();

    public ExperimentRunner Experiments => Get<ExperimentRunner>();

    public CompareRunner Comparing => Get<CompareRunner>();

    public PaneNavigator Navigator => Get<PaneNavigator>();

    public Dialogs Dialogs => Get<Dialogs>();

    public ScreenKeys Keys => Get<ScreenKeys>();

    public LayoutKeeper Layout => Get<LayoutKeeper>();

    public BackgroundWork Work => Get<BackgroundWork>();

    public Notice? Notice => Get<Notices>().Current;

    public LabWindow Window => _screen.Window;

    /// <summary>A part of the screen.</summary>
    public T Get<T>()
        where T : notnull => _screen.Services.Get<T>();

    /// <summary>A pane of the window.</summary>
    public T Pane<T>()
        where T : Pane => Window.SubViews.OfType<T>().Single();

    public string? Copied { get; private set; }

    public bool Quit => Window.StopRequested;

    /// <summary>The screen's text.</summary>
    public ScreenFrame Picture => _screen.Capture();

    /// <summary>The screen's text, one line per row.</summary>
    public string Frame => Picture.ToText();

    /// <summary>The screen's rows.</summary>
    public IReadOnlyList<string> Rows() => Frame.Split('\n');

    /// <summary>Presses keys, named as in the key table.</summary>
    public Stage Press(params string[] chords)
    {
        _screen.Press(chords);
        return this;
    }

    /// <summary>Goes to a field of the composer by its label.</summary>
    public Stage ToField(string label)
    {
        Navigator.GoToStart(PaneId.Publisher);
        Draw();

        // With a strategy there is no topic to type.
        return Press([.. Enumerable.Repeat("Tab", s_fields.IndexOf(label) - (Publisher.Form.Route.Length > 0 ? 1 : 0))]);
    }

    /// <summary>Pastes text, as a terminal with bracketed paste brings it.</summary>
    public Stage Paste(string text)
    {
        _screen.App.RaisePasteEvent(text);
        Draw();
        return this;
    }

    /// <summary>Types text.</summary>
    public Stage Type(string text)
    {
        _screen.Type(text);
        return this;
    }

    public Stage Click(int x, int y)
    {
        _screen.App.InjectSequence(InputInjectionExtensions.LeftButtonClick(new Point(x, y)));
        Draw();
        return this;
    }

    public Stage DoubleClick(int x, int y)
    {
        _screen.App.InjectSequence(InputInjectionExtensions.LeftButtonDoubleClick(new Point(x, y)));
        Draw();
        return this;
    }

    public Stage Wheel(int x, int y, bool up)
    {
        _screen.App.InjectMouse(new Mouse { ScreenPosition = new Point(x, y), Flags = up ? MouseFlags.WheeledUp : MouseFlags.WheeledDown });
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
        _screen.App.Driver!.SetScreenSize(width, height);
        Draw();
        return this;
    }

    public Stage Advance(TimeSpan time)
    {
        Clock.Advance(time);
        _screen.Time.Advance(time);
        Draw();
        return this;
    }

    /// <summary>Waits until the work that the screen started has ended, and takes in what it said.</summary>
    public Stage Settle()
    {
        SpinWait.SpinUntil(() => !Work.IsBusy, TimeSpan.FromSeconds(20)).ShouldBeTrue("the screen's work did not end");
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
    public LabMessage Happens(LabEventKind kind, string id, string? worker = null, string? detail = null, string json = """{"task_id":"1123"}""", string? user = null, int attempt = 0, string? subscription = null) =>
        Journal.Append(
            kind,
            new MessageFacts(id, "lab-tasks", Encoding.UTF8.GetBytes(json), user is null ? new Dictionary<string, string>() : new Dictionary<string, string> { ["user_id"] = user }),
            worker, subscription ?? (worker is null ? null : "lab-tasks-sub"), attempt, detail is null ? null : new Reason(detail));

    public void Draw() => _screen.Draw();

    /// <summary>Draws by the clock, as the terminal's screen does: without a key, what many events change is drawn with the step.</summary>
    public Stage StepByClock()
    {
        _screen.DrawsByClock = true;
        Draw();
        return this;
    }

    public void Dispose()
    {
        _screen.Dispose();

        // The library's context wants its loop, which has ended.
        SynchronizationContext.SetSynchronizationContext(null);
        _screen.Services.DisposeAsync().AsTask().GetAwaiter().GetResult();
        Session.DisposeAsync().AsTask().GetAwaiter().GetResult();
        LabClock?.Dispose();
    }
}
