using System.Text;
using Microsoft.Extensions.Time.Testing;
using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Recordings;

namespace PubSubLab.Lab.Tests.Recordings;

public sealed class JournalFileTests : IDisposable
{
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"pubsublab-{Guid.NewGuid():N}.ndjson");
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 14, 12, 0, 0, TimeSpan.Zero));

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void A_full_disk_leaves_no_half_of_an_export()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "there is no /dev/full here");
        var journal = new LabJournal();
        journal.Append(LabEventKind.Note, data: new Reason("something"));
        foreach (Func<string, LabJournal, IEnumerable<LabEvent>, int> write in new[] { JournalFile.Write, JournalFile.WriteCsv })
        {
            var file = Path.Combine(Path.GetTempPath(), $"pubsublab-{Guid.NewGuid():N}");
            File.CreateSymbolicLink(file, "/dev/full");
            Should.Throw<LabException>(() => write(file, journal, journal.ReadAll())).Message
                .ShouldBe($"'{file}' cannot be written: The disk is full. Make room, or start the lab in another folder.");
            File.Exists(file).ShouldBeFalse();
        }
    }

    [Fact]
    public async Task A_file_with_something_in_it_is_not_recorded_over()
    {
        await File.WriteAllTextAsync(_file, "an older recording", TestContext.Current.CancellationToken);
        Should.Throw<LabException>(() => JournalRecorder.Start(new LabJournal(), _file)).Message.ShouldContain("is left as it is");
        (await File.ReadAllTextAsync(_file, TestContext.Current.CancellationToken)).ShouldBe("an older recording");
    }

    [Fact]
    public async Task A_recording_is_read_back_as_it_happened()
    {
        var journal = new LabJournal(_time);
        await using (JournalRecorder.Start(journal, _file))
        {
            Happen(journal);
        }

        var again = Read();
        again.Select(e => (e.Time, e.Kind, e.Worker, e.Attempt, e.Data)).ShouldBe(journal.ReadAll().Select(e => (journal.StartedAt + e.At, e.Kind, e.Worker, e.Attempt, e.Data)));

        var second = new LabJournal(_time);
        foreach (var e in again)
        {
            e.AppendTo(second);
        }

        var message = second.ReadAll()[1].Message!;
        (message.Text, message.Topic, message.OrderingKey, message.UserId).ShouldBe(("""{"a":"ä, \"b\""}""", "t", "k", "u1"));
        second.ReadAll()[2].Message.ShouldBeSameAs(message);
        second.Totals.Read().Acked.ShouldBe(1);
    }

    [Fact]
    public void An_export_to_CSV_quotes_what_needs_it()
    {
        var journal = new LabJournal(_time);
        Happen(journal);

        JournalFile.WriteCsv(_file, journal, journal.ReadAll()).ShouldBe(4);
        var lines = File.ReadAllLines(_file);
        lines.Length.ShouldBe(5);
        lines[2].ShouldBe("2,2026-03-14T12:00:00.0000000+00:00,Published,1,m1,t,,,,,user_id=u1,\"{\"\"a\"\":\"\"ä, \\\"\"b\\\"\"\"\"}\"");
    }

    [Fact]
    public async Task A_message_that_was_seen_before_its_publishing_was_known_is_recorded_with_its_body()
    {
        var journal = new LabJournal(_time);
        await using (JournalRecorder.Start(journal, _file))
        {
            var body = new MessageFacts("m1", "", "body"u8.ToArray(), new Dictionary<string, string>());
            journal.Append(LabEventKind.Delivered, body, "w1", "sub");
            journal.Append(LabEventKind.Published, body with { Topic = "t" });
        }

        var second = new LabJournal(_time);
        foreach (var e in Read())
        {
            e.AppendTo(second);
        }

        (second.ReadAll()[0].Message!.Text, second.ReadAll()[0].Message!.Topic).ShouldBe(("body", "t"));
    }

    [Fact]
    public void Every_kind_of_event_that_a_lab_writes_can_be_read_again()
    {
        var journal = new LabJournal(_time);
        var facts = new MessageFacts("m1", "t", Encoding.UTF8.GetBytes("{}"), new Dictionary<string, string>(), "");
        var kinds = Enum.GetValues<LabEventKind>();
        foreach (var kind in kinds)
        {
            if (kind == LabEventKind.PublishFailed || kind > LabEventKind.DeadLettered)
            {
                journal.Append(kind, "w1", "s", new Reason("why"));
            }
            else
            {
                journal.Append(kind, facts, "w1", "s");
            }
        }

        JournalFile.Write(_file, journal, journal.ReadAll());
        var second = new LabJournal(_time);
        Read().ForEach(e => e.AppendTo(second));
        second.ReadAll().Select(e => e.Kind).ShouldBe(kinds);
    }

    [Fact]
    public void A_recording_that_was_cut_short_shows_what_is_whole_and_says_so()
    {
        File.WriteAllText(_file, """
            {"sequence":1,"time":"2026-03-14T12:00:00Z","kind":"note","detail":"x"}
            {"sequence":2,"time":"2026-03-14T12:00:
            """);

        Read().Select(e => (e.Kind, e.Data)).ShouldBe([(LabEventKind.Note, new Reason("x")), (LabEventKind.Note, new Reason("The recording ends here in the middle of a line: it was cut short."))]);
    }

    [Theory]
    [InlineData("""{"time":"2026-03-14T12:00:00Z","kind":"delivered","worker":"w1"}""", "'delivered' is about a message, and it names none.")]
    [InlineData("""{"time":"2026-03-14T12:00:00Z","kind":"published","message":{"topic":"t"}}""", "it lacks a time, a kind, or its message's id.")]
    [InlineData("""{"kind":"note"}""", "it lacks a time, a kind, or its message's id.")]
    [InlineData("""{"time":oops}""", "'o' is an invalid start of a value (byte 9).")]
    [InlineData("""[1]""", "a field of it is of another kind than the lab writes.")]
    [InlineData("""{"time":"2026-03-14T12:00:00Z","kind":"published","message":{"id":null}}""", "a field of it is of another kind than the lab writes.")]
    [InlineData("""{"time":"yesterday","kind":"note"}""", "a field of it is of another kind than the lab writes.")]
    [InlineData("""{"time":"2026-03-14T12:00:00Z","kind":null}""", "there is no kind ''.")]
    [InlineData("""{"time":"2026-03-14T12:00:00Z","kind":"999"}""", "there is no kind '999'.")]
    [InlineData("""{"time":"2026-03-14T12:00:00Z","kind":"1"}""", "there is no kind '1'.")]
    public void What_no_lab_would_have_written_is_refused_with_the_reason(string line, string reason)
    {
        File.WriteAllText(_file, line + "\n");
        Should.Throw<LabException>(() => Read()).Message.ShouldContain(reason);
    }

    [Fact]
    public void What_is_no_recording_is_said_with_its_line()
    {
        File.WriteAllText(_file, """
            {"sequence":1,"time":"2026-03-14T12:00:00Z","kind":"note","detail":"x"}
            {"sequence":2,"time":"2026-03-14T12:00:00Z","kind":"nonsense"}

            """);
        Should.Throw<LabException>(() => Read()).Message.ShouldContain("line 2, is no recorded event");
        File.WriteAllText(_file, "");
        Should.Throw<LabException>(() => Read()).Message.ShouldContain("is empty");
        Should.Throw<LabException>(() => Read(_file + "x")).Message.ShouldContain("cannot be read");
    }

    private void Happen(LabJournal journal)
    {
        var facts = new MessageFacts("m1", "t", Encoding.UTF8.GetBytes("""{"a":"ä, \"b\""}"""), new Dictionary<string, string> { ["user_id"] = "u1" }, "k");
        journal.Append(LabEventKind.WorkerStarted, "w1", "s", new WorkerSetUp("Echo", Acceptance.Everything));
        journal.Append(LabEventKind.Published, facts);
        _time.Advance(TimeSpan.FromSeconds(1.5));
        journal.Append(LabEventKind.Delivered, facts, "w1", "s", 1);
        journal.Append(LabEventKind.Acked, facts, "w1", "s", 1, Handled.In(TimeSpan.FromMilliseconds(1)));
    }

    private List<RecordedEvent> Read(string? file = null) => [.. JournalFile.Read(file ?? _file)];
}
