using PubSubLab.Lab;
using PubSubLab.Lab.Recordings;
using PubSubLab.Lab.Replay;
using PubSubLab.Tui.Frames;
using PubSubLab.Tui.Log;
using PubSubLab.Tui.State;
using PubSubLab.Tui.Theming;

namespace PubSubLab.Tui.TakeAway;

/// <summary>
/// Saves what the screen showed as moving pictures, beside the log's exports. No frame is kept for it: what happened is played
/// again on a screen in memory.
/// </summary>
internal sealed class FilmExport(LabSession session, LogExport log, ThemeChoice theme, ScreenClock clock, BackgroundWork work, Notices notices)
{
    /// <summary>The part of a live lab that is saved: 30 s.</summary>
    public static readonly TimeSpan Last = TimeSpan.FromSeconds(30);

    private static readonly Size s_smallest = new(80, 24);

    private bool _isBusy;

    /// <summary>Films on a screen in memory; set by what opens the screen.</summary>
    public Func<FilmOrder, CancellationToken, Task<Film>>? Camera { get; set; }

    /// <summary>Columns and rows of the screen; set by what opens it.</summary>
    public Func<Size> ReadSize { get; set; } = () => s_smallest;

    private bool IsRecording => session.Ports.Recording is not null;

    /// <summary>A description of what is saved.</summary>
    public string What => IsRecording ? "the whole recording" : $"the last {Durations.Format(Last)}";

    /// <summary>Null where there is something to save; otherwise the reason.</summary>
    public string? WhyNot() => session.Journal.Appended == 0 ? "nothing has happened yet."
        : _isBusy ? "the last pictures are still being made."
        : null;

    /// <summary>Saves it.</summary>
    public void Save(params IReadOnlyList<FilmForm> forms)
    {
        var size = ReadSize();
        var (look, part) = (theme.Current.Name, IsRecording ? (TimeSpan?)null : Last);
        var folder = log.Folder;
        var name = $"pubsublab-{clock.Time.GetUtcNow():yyyyMMdd-HHmmss}";
        _isBusy = true;
        notices.Say($"Making pictures of {What} …");
        work.Start(async ending =>
        {
            try
            {
                using var feed = ReplayFeed.OfJournal(session.Journal);
                var listing = session.Ports.Topology is { } topology && !session.Transport.IsCloud ? await topology.ListAsync(ending) : null;
                var order = new FilmOrder(feed, listing, new(Math.Max(size.Width, s_smallest.Width), Math.Max(size.Height, s_smallest.Height)), look, part);
                var film = await Camera!(order, ending);
                var written = Write(Path.Combine(folder, name), film, forms);
                work.Post(() => notices.Say(
                    $"Saved {Path.Combine(folder, name)}{string.Join(", ", written.Select(w => $"{w.Extension} ({Math.Max(1, w.Bytes / 1000):N0} kB)"))}."));
            }
            finally
            {
                work.Post(() => _isBusy = false);
            }
        });
    }

    private static string ExtensionOf(FilmForm form) => form switch { FilmForm.Cast => ".cast", FilmForm.Html => ".html", _ => ".svg" };

    /// <summary>Writes the forms; where one cannot be written, the error says which ones are there.</summary>
    private static List<(string Extension, long Bytes)> Write(string path, Film film, IReadOnlyList<FilmForm> forms)
    {
        var written = new List<(string Extension, long Bytes)>();
        foreach (var form in forms)
        {
            var file = path + ExtensionOf(form);
            try
            {
                WholeFile.Write(file, writer =>
                {
                    writer.Write(film.Write(form));
                    return form;
                });
            }
            catch (LabException e) when (written.Count > 0)
            {
                throw new LabException($"{e.Message} Saved are {string.Join(" and ", written.Select(w => Path.GetFileName(path) + w.Extension))}.", e);
            }

            written.Add((ExtensionOf(form), new FileInfo(file).Length));
        }

        return written;
    }
}
