using Microsoft.Extensions.Time.Testing;
using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Recordings;
using PubSubLab.Lab.Wording;

namespace PubSubLab.Lab.Tests.Recordings;

/// <summary>The content of recordings, and reading every version.</summary>
public sealed class RecordingVersionTests : IDisposable
{
    private readonly string _file = Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("N") + ".ndjson");

    /// <summary>One value for each type of data; <see cref="Every_type_of_data_has_a_case_here"/> holds the list complete.</summary>
    public static TheoryData<EventData> Everything =>
    [
        new Reason("no answer"), new WorkerSetUp("Slow 5 s", new Acceptance("user u1, accepts nothing else")), new HandlerChanged("accepts everything"), new RuleChanged(Acceptance.Everything),
        new LeftLeases(3, TimeSpan.FromSeconds(600)), OwnerEnded.Instance, new Handled(TimeSpan.FromTicks(12_345_678_901)), new NotAccepted(null, "w1", "u1, u2"),
        new HandlerFailed("ü \"x\"\n\u001b[0m"), Unfinished.Instance, AnswerLost.Instance, new AckLost(true, "Unavailable"), new StreamLost("refused"), new BrokerSilent("refused"),
        new StreamPeer("127.0.0.1:4", null), new MovedTo("projects/p/topics/dead"), new FaultHit("a cut"), new RouteMade("filter", "s", "t", null), new Repeated(199, "no answer"),
        new RunBegan("orders", 12, new DateTimeOffset(2026, 3, 14, 12, 0, 0, TimeSpan.Zero)), new RunBegan("orders", 0, null),
    ];

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void Every_type_of_data_has_a_case_here() =>
        Everything.Select(d => d.Data.GetType()).Distinct().ShouldBe(typeof(EventData).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(EventData))), ignoreOrder: true);

    [Theory]
    [MemberData(nameof(Everything))]
    public async Task Data_is_recorded_without_words_and_read_back_equal(EventData data)
    {
        var journal = new LabJournal(new FakeTimeProvider());
        await using (JournalRecorder.Start(journal, _file))
        {
            journal.Append(LabEventKind.Note, "w1", "s", data);
        }

        JournalFile.Read(_file).Single().Data.ShouldBe(data);
        var lines = await File.ReadAllLinesAsync(_file, TestContext.Current.CancellationToken);
        lines[0].ShouldBe("""{"format":"pubsublab-recording","version":2}""");
        lines[1].ShouldNotContain("\"detail\"");
        EventWords.Of(data).ShouldNotBeEmpty();
    }

    [Fact]
    public async Task What_a_worker_keeps_is_a_text_in_a_recording()
    {
        var journal = new LabJournal(new FakeTimeProvider());
        await using (JournalRecorder.Start(journal, _file))
        {
            journal.Append(LabEventKind.WorkerStarted, "w1", "s", new WorkerSetUp("Echo", Acceptance.Everything));
        }

        (await File.ReadAllTextAsync(_file, TestContext.Current.CancellationToken)).ShouldContain("\"accepts\":\"everything\"");
        JournalFile.Read(_file).Single().Data.ShouldBeOfType<WorkerSetUp>().Accepts.IsEverything.ShouldBeTrue();
    }

    [Fact]
    public void A_recording_of_version_1_opens_with_its_sentences_as_data()
    {
        static string Line(string kind, string detail) =>
            $$"""{"sequence":1,"time":"2026-03-14T12:00:00.000000Z","kind":"{{kind}}","worker":"w1","subscription":"s","detail":"{{detail}}"}""";

        File.WriteAllLines(_file,
        [
            Line("workerStarted", "Slow 5 s, accepts user u1"), Line("handlerSwitched", "now Echo"), Line("handlerSwitched", "now accepts everything"),
            Line("workerKilled", "held 2; its leases end within 10 s"), Line("workerKilled", "held nothing"), Line("workerFailed", "gone"),
        ]);

        JournalFile.Read(_file).Select(e => e.Data).ShouldBe(
        [
            new WorkerSetUp("Slow 5 s", new Acceptance("user u1")), new HandlerChanged("Echo"), new RuleChanged(Acceptance.Everything),
            new LeftLeases(2, TimeSpan.FromSeconds(10)), new Reason("held nothing"), new Reason("gone"),
        ]);
    }

    [Fact]
    public void An_export_says_the_same_in_words_and_opens_like_a_recording()
    {
        var journal = new LabJournal(new FakeTimeProvider());
        journal.Append(LabEventKind.WorkerKilled, "w1", "s", new LeftLeases(2, TimeSpan.FromSeconds(10)));

        JournalFile.Write(_file, journal, journal.ReadAll());

        File.ReadAllText(_file).ShouldContain("\"detail\":\"held 2; its leases end within 10 s\"");
        JournalFile.Read(_file).Single().Data.ShouldBe(new LeftLeases(2, TimeSpan.FromSeconds(10)));
    }

    [Theory]
    [InlineData("""{"format":"pubsublab-recording","version":3}""", "version 3, and this program reads versions 1 to 2")]
    [InlineData("""{"format":"pubsublab-recording"}""", "line 1")]
    [InlineData("""{"time":"2026-03-14T12:00:00Z","kind":"note","data":{"type":"unheardOf"}}""", "line 1")]
    [InlineData("""{"time":"2026-03-14T12:00:00Z","kind":"note","data":{"type":"handled","took":"soon"}}""", "line 1")]
    [InlineData("""{"time":"2026-03-14T12:00:00Z","kind":"note","data":{"type":"reason","text":null}}""", "line 1")]
    [InlineData("""{"time":"2026-03-14T12:00:00Z","kind":"note","data":{"type":"reason"}}""", "line 1")]
    [InlineData("""{"time":"2026-03-14T12:00:00Z","kind":"note","data":7}""", "line 1")]
    public void A_line_that_cannot_be_read_is_named(string line, string said)
    {
        File.WriteAllText(_file, line + "\n");

        Should.Throw<LabException>(() => JournalFile.Read(_file).ToList()).Message.ShouldContain(said);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(9_999)]
    [InlineData(12_345)]
    [InlineData(50_004_567)]
    [InlineData(36_000_000_000)]
    public void A_handling_time_keeps_the_digits_that_are_shown(long ticks) =>
        Durations.Format(Handled.In(TimeSpan.FromTicks(ticks)).Took).ShouldBe(Durations.Format(TimeSpan.FromTicks(ticks)));
}
