using Humanizer;
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

    /// <summary>Writes the shown events, after asking where something of them is missing.</summary>
    /// <param name="extension">The file's extension.</param>
    /// <param name="write">Writes events into a file and returns their number.</param>
    /// <param name="ask">Asks with a sentence about what is missing, and goes on with the action.</param>
    public void Write(string extension, Func<string, LabJournal, IEnumerable<LabEvent>, int> write, Action<string, Action> ask) => work.Start(_ =>
    {
        var shown = journal.ReadAll().Where(e => log.Filter.Matches(e)).ToList();
        if (Missing(shown) is { Length: > 0 } missing)
        {
            work.Post(() => ask(missing, () => work.Run(_ => Save(extension, shown, write))));
        }
        else
        {
            Save(extension, shown, write);
        }

        return Task.CompletedTask;
    });

    private void Save(string extension, IReadOnlyList<LabEvent> shown, Func<string, LabJournal, IEnumerable<LabEvent>, int> write)
    {
        var file = Path.Combine(Folder, $"pubsublab-{clock.Time.GetUtcNow():yyyyMMdd-HHmmss}.{extension}");
        var count = write(file, journal, shown);
        work.Post(() => notices.Say($"{"event".ToQuantity(count, "N0")} {(count == 1 ? "is" : "are")} in {file}."));
    }

    // A file that ends early looks whole.
    private string Missing(IReadOnlyList<LabEvent> shown)
    {
        var cut = shown.Where(e => e.Message is { Length: > LabMessage.KeptBytes }).Select(e => e.Message).Distinct().Count();
        List<string> missing = [];
        if (journal.Dropped > 0)
        {
            missing.Add($"The {journal.Dropped:N0} oldest events are no longer stored and will not be in the file.");
        }

        if (cut > 0)
        {
            missing.Add($"{(cut == 1 ? "One message has" : $"{cut:N0} messages have")} more than {LabMessage.KeptBytes:N0} bytes; the file will have the beginning of the body.");
        }

        return string.Join(' ', missing);
    }
}
