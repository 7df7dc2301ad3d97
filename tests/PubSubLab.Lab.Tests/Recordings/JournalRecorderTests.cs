using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Recordings;

namespace PubSubLab.Lab.Tests.Recordings;

public sealed class JournalRecorderTests
{
    private const string FullDisk = "/dev/full";

    [Fact]
    public async Task A_full_disk_ends_the_recording_with_a_sentence_and_nothing_is_queued_after_it()
    {
        Assert.SkipUnless(File.Exists(FullDisk), $"{FullDisk} is not there.");
        var journal = new LabJournal();
        var recorder = JournalRecorder.Start(journal, FullDisk);

        journal.Append(LabEventKind.Note, data: new Reason("first"));
        (await Task.Run(() => SpinWait.SpinUntil(() => recorder.Failure is not null, TimeSpan.FromSeconds(30)), TestContext.Current.CancellationToken)).ShouldBeTrue();

        recorder.Failure.ShouldStartWith($"The recording '{FullDisk}' is not complete");
        SpinWait.SpinUntil(() => journal.ReadAll().Any(e => e.Kind == LabEventKind.Error), TimeSpan.FromSeconds(30)).ShouldBeTrue("the log says so");
        (await Should.ThrowAsync<LabException>(async () => await recorder.DisposeAsync())).Message.ShouldBe(recorder.Failure);
    }

    [Fact]
    public async Task What_happened_is_in_the_file_before_the_recording_ends()
    {
        var file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.ndjson");
        try
        {
            var journal = new LabJournal();
            await using var recorder = JournalRecorder.Start(journal, file);

            journal.Append(LabEventKind.Note, data: new Reason("seen by a reader"));

            SpinWait.SpinUntil(() => ReadShared(file).Contains("seen by a reader", StringComparison.Ordinal), TimeSpan.FromSeconds(30)).ShouldBeTrue();
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static string ReadShared(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        return new StreamReader(stream).ReadToEnd();
    }
}
