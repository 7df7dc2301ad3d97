using Microsoft.Extensions.DependencyInjection;
using PubSubLab.Lab;
using PubSubLab.Lab.Recordings;
using PubSubLab.Tui.Broker;
using PubSubLab.Tui.Commands;
using PubSubLab.Tui.Comparing;
using PubSubLab.Tui.Demo;
using PubSubLab.Tui.Experiments;
using PubSubLab.Tui.Flow;
using PubSubLab.Tui.Keys;
using PubSubLab.Tui.Layout;
using PubSubLab.Tui.Log;
using PubSubLab.Tui.Messages;
using PubSubLab.Tui.Overlays;
using PubSubLab.Tui.Publishing;
using PubSubLab.Tui.Settings;
using PubSubLab.Tui.State;
using PubSubLab.Tui.TakeAway;
using PubSubLab.Tui.Theming;
using PubSubLab.Tui.Time;
using PubSubLab.Tui.Timeline;
using PubSubLab.Tui.Workers;

namespace PubSubLab.Tui.Screen;

/// <summary>Makes the objects of a screen. Panes and command groups get what their constructors ask for.</summary>
internal sealed class ScreenServices : IAsyncDisposable
{
    private readonly ServiceProvider _provider;
    private readonly JournalRecorder? _recorder;
    private readonly ScreenCatalog _catalog;

    public ScreenServices(LabSession session, ThemeName theme, ScreenCatalog catalog, JournalRecorder? recorder = null)
    {
        (_catalog, _recorder) = (catalog, recorder);
        var services = new ServiceCollection();
        services.AddSingleton(session).AddSingleton(session.Journal).AddSingleton(catalog.Strategies).AddSingleton(catalog);
        services.AddSingleton(new ThemeChoice(theme));
        services.AddSingleton(new ScreenClock(session.Ports.Clock?.Real ?? session.Journal.Time));
        services.AddSingleton<Revision>().AddSingleton<Notices>().AddSingleton<Preferences>().AddSingleton<FramePace>().AddSingleton<TerminalActions>().AddSingleton<Presentation>();
        services.AddSingleton(s => new BackgroundWork(s.GetRequiredService<ScreenClock>().Time, session.Runtime, error => s.GetRequiredService<Notices>().Fail(error)));
        services.AddSingleton(s => new ScreenKeys(KeyTable.Of(catalog.Groups), s.GetRequiredService<Notices>()));
        services.AddSingleton<CommandSet>();
        services.AddSingleton(new PaneCatalog(catalog.Groups)).AddSingleton<PaneNavigator>();
        services.AddSingleton(s => new LogView(session.Journal, s.GetRequiredService<BackgroundWork>().Run)).AddSingleton<FilterHistory>().AddSingleton<LogExport>();
        services.AddSingleton<Playback>().AddSingleton<LabTime>().AddSingleton<WayBack>();
        services.AddSingleton(s => new TimelineView(() => s.GetRequiredService<Playback>().Shown.Spans, () => session.Journal.Earlier));
        services.AddSingleton<MessageSelection>().AddSingleton<FollowedMessage>();
        services.AddSingleton(s => new ExperimentRunner(catalog.Experiments, session, s.GetRequiredService<BackgroundWork>(), s.GetRequiredService<Notices>()));
        services.AddSingleton<Course>();
        services.AddSingleton<WorkerTargets>().AddSingleton<WorkerList>().AddSingleton<SpawnDefaults>().AddSingleton<SelectedWorker>().AddSingleton<HandlerReloading>().AddSingleton<GoingOn>();
        services.AddSingleton<RouteChoices>().AddSingleton<FormPublisher>().AddSingleton<SelectedTopic>().AddSingleton<SavedTasks>().AddSingleton<PublishOutcome>().AddSingleton<TopologyModel>();
        services.AddSingleton<Dialogs>().AddSingleton<Consents>().AddSingleton<MessageDetails>().AddSingleton<PaletteItems>();
        services.AddSingleton<FlowView>();
        services.AddSingleton(s => new CompareRunner(
            catalog.Comparisons, session, s.GetRequiredService<ExperimentRunner>(), s.GetRequiredService<BackgroundWork>(), s.GetRequiredService<Notices>()));
        services.AddSingleton<DemoPlayer>().AddSingleton<FilmExport>().AddSingleton<LayoutKeeper>().AddSingleton<ScreenMemory>().AddSingleton<SettingsKeeper>();
        foreach (var group in catalog.Groups.Where(t => !t.IsAssignableTo(typeof(Pane))))
        {
            services.AddSingleton(group);
        }

        _provider = services.BuildServiceProvider();
    }

    public T Get<T>()
        where T : notnull => _provider.GetRequiredService<T>();

    /// <summary>Makes the window with its panes, and registers every command. The window disposes of its panes.</summary>
    public LabWindow OpenWindow()
    {
        var panes = Get<PaneCatalog>().All.Select(p => (p.Description.Id, Pane: (Pane)ActivatorUtilities.CreateInstance(_provider, p.Type))).ToList();
        var window = new LabWindow(
            Get<LabSession>(), Get<ThemeChoice>(), Get<Playback>(), Get<Notices>(), Get<BackgroundWork>(), Get<Revision>(), Get<FramePace>(), Get<PaneCatalog>(), Get<PaneNavigator>(), Get<Dialogs>(),
            Get<CommandSet>(), Get<ScreenKeys>(), Get<TerminalActions>(), Get<ExperimentRunner>(), Get<DemoPlayer>(), Get<Presentation>(), panes, _recorder);
        var groups = _catalog.Groups.Where(t => !t.IsAssignableTo(typeof(Pane))).Select(_provider.GetRequiredService);
        foreach (var group in groups.Concat(panes.Select(p => p.Pane)))
        {
            ((ICommandGroup)group!).AddTo(Get<CommandSet>());
        }

        return window;
    }

    /// <summary>Ties the window to the application that shows it.</summary>
    public AppConnection Connect(IApplication app, LabWindow window) => new(
        app, window, Get<PaneNavigator>(), Get<Dialogs>(), Get<LayoutKeeper>(), Get<Playback>(), Get<Preferences>(), Get<FramePace>(), Get<TerminalActions>(), Get<DemoPlayer>());

    public ValueTask DisposeAsync() => _provider.DisposeAsync();
}
