using System.Text;
using PubSubLab.Tui.Demo;
using PubSubLab.Tui.Layout;
using PubSubLab.Tui.Overlays;
using PubSubLab.Tui.Settings;
using PubSubLab.Tui.State;
using PubSubLab.Tui.Terminals;
using PubSubLab.Tui.Time;

namespace PubSubLab.Tui.Screen;

/// <summary>Ties a window to the application that shows it: keys, mouse, size, clipboard.</summary>
internal sealed class AppConnection : IDisposable
{
    private readonly IApplication _app;
    private readonly LabWindow _window;
    private readonly PaneNavigator _navigator;
    private readonly Dialogs _dialogs;
    private readonly LayoutKeeper _layout;
    private readonly Playback _playback;
    private readonly Preferences _preferences;
    private readonly FramePace _pace;
    private readonly DemoPlayer _demo;
    private readonly LoopRate _rate = new();
    private bool _mouseOn = true;

    public AppConnection(
        IApplication app, LabWindow window, PaneNavigator navigator, Dialogs dialogs, LayoutKeeper layout, Playback playback, Preferences preferences, FramePace pace, TerminalActions terminal,
        DemoPlayer demo)
    {
        (_app, _window, _navigator, _dialogs, _layout, _playback, _preferences, _pace, _demo) = (app, window, navigator, dialogs, layout, playback, preferences, pace, demo);
        preferences.SlowLine = Environment.GetEnvironmentVariable("SSH_CONNECTION") is { Length: > 0 } || Environment.GetEnvironmentVariable("SSH_TTY") is { Length: > 0 };
        app.Keyboard.KeyDown += OnKey;
        app.Mouse.MouseEvent += OnMouse;
        app.Paste += OnPaste;
        app.ScreenChanged += OnScreenChanged;

        // Between the two the library writes to the terminal, which may have to wait for it.
        window.DrawComplete += OnDrawn;
        app.LayoutAndDrawComplete += OnWritten;
        window.IsRunningChanged += OnRunningChanged;

        // OSC 52 asks the terminal to take the text into its clipboard, so it works over SSH as well.
        terminal.Copy = text => app.Driver?.WriteRaw($"\u001b]52;c;{Convert.ToBase64String(Encoding.UTF8.GetBytes(text))}\a");
        if (app.Driver is { } driver && Few(Environment.GetEnvironmentVariable("TERM"), Environment.GetEnvironmentVariable("TERM_PROGRAM")))
        {
            driver.Force16Colors = true;
        }
    }

    /// <summary>Takes in what happened, a few times a second, unless the terminal still has to show what came before.</summary>
    public void Tick()
    {
        _rate.Calm();
        if (!_pace.IsHeld)
        {
            _window.TickByClock();
        }
    }

    public void Dispose()
    {
        _app.Keyboard.KeyDown -= OnKey;
        _app.Mouse.MouseEvent -= OnMouse;
        _app.Paste -= OnPaste;
        _app.ScreenChanged -= OnScreenChanged;
        _window.DrawComplete -= OnDrawn;
        _app.LayoutAndDrawComplete -= OnWritten;
        _window.IsRunningChanged -= OnRunningChanged;
    }

    /// <summary>Terminals that are known to know sixteen colours only, or to take the long form of a colour for something else.</summary>
    private static bool Few(string? term, string? program) => term is "linux" or "xterm" or "vt100" or "ansi" || program is "Apple_Terminal";

    private void OnRunningChanged(object? sender, EventArgs<bool> e)
    {
        if (e.Value)
        {
            _window.Arrange();
            if (_playback.IsRecording)
            {
                _navigator.Go(PaneId.Timeline);
            }
            else
            {
                _window.FocusedPane.Enter();
                _layout.Restore();
            }

            _window.Tick();
            SyncMouse();
        }
        else if (!_playback.IsRecording)
        {
            _layout.Keep();
        }
    }

    private void OnDrawn(object? sender, EventArgs e) => _pace.WriteBegins();

    private void OnWritten(object? sender, EventArgs e) => _pace.WriteEnds();

    private void OnKey(object? sender, Key key)
    {
        _rate.Hurry();
        if (_window.Router.Handle(key))
        {
            key.Handled = true;
        }

        SyncMouse();
    }

    // The library's own paste removes characters and ends a field's text at the first line break.
    private void OnPaste(object? sender, PasteEventArgs e)
    {
        _rate.Hurry();
        _window.Router.Paste(e.Text);
        e.Handled = true;
    }

    private void OnMouse(object? sender, Terminal.Gui.Input.Mouse mouse)
    {
        _rate.Hurry();
        if (_demo.IsPlaying)
        {
            // A moved mouse is no wish to take over.
            mouse.Handled = true;
            return;
        }

        if (_dialogs.Top is { } overlay && !overlay.Frame.Contains(mouse.ScreenPosition))
        {
            // A press beside the window closes it, and does nothing else.
            mouse.Handled = true;
            if (mouse.Flags.HasFlag(MouseFlags.LeftButtonPressed))
            {
                _dialogs.Close();
            }
        }
    }

    private void OnScreenChanged(object? sender, EventArgs<Rectangle> e)
    {
        _window.Arrange();
        _window.Redraw();
    }

    private void SyncMouse()
    {
        if (_mouseOn != _preferences.MouseOn)
        {
            _mouseOn = _preferences.MouseOn;
            _app.Driver?.WriteRaw(_mouseOn ? AlternateScreen.MouseOn : AlternateScreen.MouseOff);
        }
    }
}
