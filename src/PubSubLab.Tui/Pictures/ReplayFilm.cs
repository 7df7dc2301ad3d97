using PubSubLab.Lab;
using PubSubLab.Lab.Ports;
using PubSubLab.Lab.Replay;
using PubSubLab.Lab.Runtime;
using PubSubLab.Tui.Frames;
using PubSubLab.Tui.Screen;
using PubSubLab.Tui.TakeAway;
using PubSubLab.Tui.Theming;

namespace PubSubLab.Tui.Pictures;

/// <summary>Films a recording: the screen shows one moment after another, as fast as it can be drawn.</summary>
public static class ReplayFilm
{
    /// <summary>Limit of a film's frames; a longer recording is shown with fewer a second.</summary>
    public const int MostFrames = 1_200;

    private static readonly TimeSpan s_lastStands = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_between = TimeSpan.FromMilliseconds(250);

    /// <summary>Lets a screen save what it showed.</summary>
    internal static void Serve(ScreenServices services, IApplication app)
    {
        var export = services.Get<FilmExport>();
        var session = services.Get<LabSession>();
        export.ReadSize = () => app.Screen.Size;
        export.Camera = (order, cancellation) => TakeAsync(
            order.Feed, session.Transport.Description, session.Ports.Filters, order.Topology, $"PubSubLab: {export.What}", order.Size, order.Theme, order.Last, services.Get<ScreenCatalog>(), cancellation);
    }

    /// <summary>Films it.</summary>
    /// <param name="feed">The recording, disposed by the caller.</param>
    /// <param name="description">Where the header says that the lab was connected to.</param>
    /// <param name="filters">Checks filters; null for none.</param>
    /// <param name="topology">The topics and subscriptions that there were; null where that is not known.</param>
    /// <param name="title">A description for readers who cannot see it.</param>
    /// <param name="size">Columns and rows.</param>
    /// <param name="theme">The theme.</param>
    /// <param name="last">The part at its end; null for all of it.</param>
    /// <param name="catalog">The offer of the screen; null for everything.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task<Film> TakeAsync(
        ReplayFeed feed, string description, IFilterChecker? filters, TopologyListing? topology, string title, Size size, ThemeName theme, TimeSpan? last, ScreenCatalog? catalog, CancellationToken cancellation)
    {
        await using var session = feed.Replayed.OpenSession(description, filters, topology, DeterministicRuntime.Instance);
        var begin = last is { } part && part < feed.Length ? feed.Length - part : TimeSpan.Zero;
        var between = TimeSpan.FromTicks(Math.Max(s_between.Ticks, (feed.Length - begin).Ticks / MostFrames));
        feed.FeedTo(begin);
        using var screen = new HeadlessScreen(session, size.Width, size.Height, theme, catalog);
        var frames = new List<FilmFrame>();
        for (var at = begin; at < feed.Length; at += between)
        {
            cancellation.ThrowIfCancellationRequested();
            feed.FeedTo(at);
            frames.Add(new FilmFrame(at - begin, screen.Capture()));
        }

        feed.FeedTo(feed.Length);
        frames.Add(new FilmFrame(feed.Length - begin, screen.Capture()));
        return new Film(title, frames, feed.Length - begin + s_lastStands);
    }
}
