using System.Runtime.InteropServices;
using System.Text;
using PubSubLab.Lab;
using PubSubLab.Tui.Drawing;
using PubSubLab.Tui.Experiments;
using PubSubLab.Tui.Keys;
using PubSubLab.Tui.Layout;
using PubSubLab.Tui.Pictures;
using PubSubLab.Tui.Screen;
using PubSubLab.Tui.Settings;
using PubSubLab.Tui.State;
using PubSubLab.Tui.Terminals;
using PubSubLab.Tui.Theming;
using PubSubLab.Tui.Workers;

namespace PubSubLab.Tui;

/// <summary>The lab's screen.</summary>
public static class LabScreen
{
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan s_sampling = TimeSpan.FromMilliseconds(80);

    /// <summary>Null where there is a terminal to draw on, else what is missing and the way out.</summary>
    public static string? WhyNot() =>
        TerminalCheck.WhyNot(Console.IsInputRedirected, Console.IsOutputRedirected, Environment.GetEnvironmentVariable("TERM"));

    /// <summary>
    /// Shows a session that was started or that <see cref="LabScreenOptions.Opening"/> starts, until the person quits, the process is told to
    /// end, or <paramref name="cancellation"/> is cancelled. The terminal is then as it was before, also after an error. The session is not disposed.
    /// </summary>
    /// <returns>0 after quitting; 1 where there is no terminal to draw on or an unexpected error ended it, said on stderr.</returns>
    /// <exception cref="LabException">The lab could not be opened.</exception>
    public static async Task<int> RunAsync(LabSession session, LabScreenOptions options, CancellationToken cancellation)
    {
        if (WhyNot() is { } reason)
        {
            await Console.Error.WriteLineAsync(reason);
            return 1;
        }

        // First of all, because it takes the longest.
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var opening = Task.Run(() => LabOpening.RunAsync(options.Opening, ending), CancellationToken.None);
        var library = Task.Run(LoadLibrary, CancellationToken.None);
        Signs.AsciiOnly = Signs.SaysAscii(Environment.GetEnvironmentVariable);
        var noColour = !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));
        var remembered = RememberedFile.Read(options.ConfigFile, out var problem);
        var theme = options.Theme ?? (noColour ? ThemeName.Monochrome : remembered.Theme ?? ThemeName.Dark);
        await library;
        var services = new ScreenServices(session, theme, new ScreenCatalog(), options.Recorder);
        try
        {
            services.Get<Preferences>().MouseOn = options.Mouse;
            services.Get<SettingsKeeper>().Open(options.ConfigFile, remembered, problem);
            var experiments = services.Get<ExperimentRunner>();
            experiments.Backends = options.Backends;
            if (options.Experiments.Count > 0)
            {
                experiments.Add(options.Experiments);
            }

            if (options.Handlers is { } handlers && session.Handlers.HasFiles)
            {
                services.Get<HandlerReloading>().Report(handlers);
            }

            services.Get<BackgroundWork>().Start(async closing =>
            {
                // Where the lab cannot be opened, the screen closes and says why.
                await opening.WaitAsync(closing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                if (opening.IsCompletedSuccessfully)
                {
                    services.Get<BackgroundWork>().Post(() => Opened(services, options));
                }
            });

            // The screen's loop blocks its thread until it ends.
            var told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var loop = Task.Factory.StartNew(
                () => RunLoop(services, options, told, ending.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            await Task.WhenAny(loop, GraceAsync(told.Task));
            if (!loop.IsCompleted)
            {
                // The terminal is gone (SIGHUP), and the library's loop waits for it: there is nothing left to restore.
                return 0;
            }

            await loop;
            await ending.CancelAsync();
            await opening;
            if (services.Get<SettingsKeeper>().Save() is { } unwritten)
            {
                await Console.Error.WriteLineAsync(unwritten);
            }

            return 0;
        }
        catch (Exception e) when (e is not LabException)
        {
            await Console.Error.WriteAsync(CrashReport.Write(e, options.LogDirectory, session.Journal.Time.GetUtcNow()) + Environment.NewLine);
            return 1;
        }
        finally
        {
            await ending.CancelAsync();
            await opening.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await services.DisposeAsync();
        }
    }

    private static void Opened(ScreenServices services, LabScreenOptions options)
    {
        services.Get<GoingOn>().Say();
        if (options.Demo)
        {
            services.Get<CommandSet>().Run(CommandIds.Demo);
        }
    }

    // Its types take as long to load as the settings take to read.
    private static void LoadLibrary()
    {
        _ = new ThemeChoice(ThemeName.Dark);
        Application.Create().Dispose();
    }

    // Real time, also where the lab's own is virtual: it is about the process, not about the lab.
    private static async Task GraceAsync(Task told)
    {
        await told;
        await Task.Delay(s_grace, TimeProvider.System);
    }

    private static void RunLoop(ScreenServices services, LabScreenOptions options, TaskCompletionSource told, CancellationToken cancellation)
    {
        // So that a person with top -H, and the benchmarks, know which thread is the screen's.
        Thread.CurrentThread.Name = "Screen";
        using var app = Application.Create().Init();
        using var window = services.OpenWindow();
        using var connection = services.Connect(app, window);
        ReplayFilm.Serve(services, app);
        services.Get<TerminalActions>().Suspend = () =>
        {
            if (app.Driver is { } driver && TerminalSuspension.Run(driver, services.Get<Preferences>().MouseOn) is { } reason)
            {
                services.Get<Notices>().Say($"Suspend: {reason}");
            }

            window.Redraw();
        };
        services.Get<TerminalActions>().Edit = text =>
        {
            app.Driver?.WriteRaw(AlternateScreen.Leave);
            using var lent = StandardInput.Lend();
            try
            {
                return ExternalEditor.Edit(text, Environment.GetEnvironmentVariable);
            }
            finally
            {
                app.Driver?.WriteRaw(AlternateScreen.Enter + (services.Get<Preferences>().MouseOn ? AlternateScreen.MouseOn : ""));
                window.Redraw();
            }
        };
        void Stop()
        {
            told.TrySetResult();
            app.Invoke(() => app.RequestStop(window));
        }

        void StopOnSignal(PosixSignalContext context)
        {
            context.Cancel = true;
            Stop();
        }

        using var term = PosixSignalRegistration.Create(PosixSignal.SIGTERM, StopOnSignal);
        using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, StopOnSignal);
        using var quit = PosixSignalRegistration.Create(PosixSignal.SIGQUIT, StopOnSignal);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, StopOnSignal);
        using var cancelled = cancellation.Register(Stop);
        if (options.Experiments.Count > 0)
        {
            // A person who opens the lab with an experiment wants to see it.
            services.Get<PaneNavigator>().TogglePage(PaneId.Experiments);
        }

        if (options.Present)
        {
            services.Get<CommandSet>().Run(CommandIds.Present);
        }

        app.AddTimeout(s_sampling, () =>
        {
            connection.Tick();
            return true;
        });
        try
        {
            app.Run(window);
        }
        finally
        {
            app.Driver?.WriteRaw(AlternateScreen.Wipe);
        }
    }
}
