using Microsoft.Extensions.Time.Testing;
using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Runs;
using PubSubLab.Lab.Tests.Support;

namespace PubSubLab.Lab.Tests.Runs;

/// <summary>A data directory in which one lab runs after another.</summary>
internal sealed class KeptDirectory : IDisposable
{
    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 3, 14, 12, 0, 0, TimeSpan.Zero));

    public string Path { get; } = Directory.CreateTempSubdirectory("pubsublab-kept-").FullName;

    public string Journal => System.IO.Path.Combine(Path, "lab-journal.ndjson");

    public string OlderJournal => System.IO.Path.Combine(Path, "lab-journal.1.ndjson");

    public string Workers => System.IO.Path.Combine(Path, "lab-workers.json");

    public void Dispose() => Directory.Delete(Path, recursive: true);

    /// <summary>A journal that goes on from the directory, without a run that writes.</summary>
    public LabJournal Read(out KeptRun kept)
    {
        var journal = new LabJournal(Time);
        kept = KeptRun.Read(Path, Time);
        kept.Continue(journal);
        return journal;
    }

    /// <summary>A journal that goes on from the directory.</summary>
    public LabJournal Read() => Read(out _);

    /// <summary>Opens a lab on the directory.</summary>
    public async Task<LabSession> OpenAsync()
    {
        var journal = Read(out var kept);
        var session = new LabSession(new InMemoryTransport(Time), journal) { Kept = kept };
        await session.StartAsync(TestContext.Current.CancellationToken);
        return session;
    }

    /// <summary>Lets a run write what it has, as each second does. A lab that is killed after this leaves the same files.</summary>
    public Task WrittenAsync(LabJournal journal) => Eventually.HoldsAsync(
        () => File.Exists(Journal) && KeptRun.Read(Path, Time) is var kept && Continued(kept).Earlier.Count >= journal.Appended - 1,
        "the events are in the file", Time, KeptRun.Step);

    /// <summary>Lets a run write, without reading all of it each time.</summary>
    public Task WrittenAsyncOrLater(LabJournal journal)
    {
        var length = Length();
        return Eventually.HoldsAsync(() => Length() != length, "something is written", Time, KeptRun.Step);
    }

    private long Length() => new FileInfo(Journal) is { Exists: true } file ? file.Length : 0;

    private LabJournal Continued(KeptRun kept)
    {
        var journal = new LabJournal(Time);
        kept.Continue(journal);
        return journal;
    }
}
