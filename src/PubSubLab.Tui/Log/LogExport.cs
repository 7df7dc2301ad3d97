using PubSubLab.Lab.Journal;
using PubSubLab.Tui.State;

namespace PubSubLab.Tui.Log;

/// <summary>Writes what the log shows into a file.</summary>
internal sealed class LogExport(LabJournal journal, LogView log, ScreenClock clock, BackgroundWork work, Notices notices)
{
    /// <summary>Folder of the files. Default: the current folder.</summary>
    public string Folder { get; set; } = Directory.GetCurrentDirectory();

    /// <summary>Null where the log shows something; otherwise the reason why nothing can be written.</summary>
    public string? WhyNot() => log.Count == 0 ? "the log shows nothing." : null;

    public void Write(string extension, Func<string, LabJournal, IEnumerable<LabEvent>, int> write)
    {
        var file = Path.Combine(Folder, $"pubsublab-{clock.Time.GetUtcNow():yyyyMMdd-HHmmss}.{extension}");
        work.Start(_ =>
        {
            var shown = journal.ReadAll().Where(e => log.Filter.Matches(e));
            var count = write(file, journal, shown);
            work.Post(() => notices.Say($"{count:N0} events are in {file}."));
            return Task.CompletedTask;
        });
    }
}
