using System.Text;
using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Replay;
using PubSubLab.Lab.Runs;
using PubSubLab.Lab.Wording;

namespace PubSubLab.Lab.Tests.Runs;

public sealed class KeptRunTests : IDisposable
{
    private static readonly IReadOnlyDictionary<string, string> s_attributes = new Dictionary<string, string> { ["user_id"] = "u1" };

    private readonly KeptDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Events_of_earlier_runs_come_first_and_are_marked()
    {
        await RunAsync(journal => Publish(journal, "1", "2", "3"));
        _directory.Time.Advance(TimeSpan.FromHours(8));
        await RunAsync(journal => Publish(journal, "4"));
        _directory.Time.Advance(TimeSpan.FromMinutes(1));

        var journal = _directory.Read();
        Publish(journal, "5");

        var events = journal.ReadAll();
        events.Select(e => e.Sequence).ShouldBe(Enumerable.Range(1, events.Count).Select(i => (long)i));
        events.Select(e => e.At).ShouldBe(events.Select(e => e.At).Order());
        Published(events, isEarlier: true).ShouldBe(["#1 1", "#2 2", "#3 3", "#4 4"]);
        Published(events, isEarlier: false).ShouldBe(["#5 5"]);
        journal.Earlier.Gaps.Select(g => g.To - g.From).ShouldBe([TimeSpan.FromHours(8), TimeSpan.FromMinutes(1)]);
        events[0].At.ShouldBe(journal.Earlier.BeginAt);
        EventWords.Of(events.First(e => !e.IsEarlier)).ShouldBe($"{Path.GetFileName(_directory.Path)} is open again: {journal.Earlier.Count} events of earlier runs above, the last at 2026-03-14 20:00:00 UTC");
    }

    [Fact]
    public async Task No_figure_of_a_run_counts_the_events_of_earlier_ones()
    {
        await RunAsync(journal =>
        {
            Publish(journal, "1");
            Say(journal, LabEventKind.Delivered, "1", "w1");
            Say(journal, LabEventKind.Nacked, "1", "w1");
            journal.Append(LabEventKind.ConnectionLost, "w1");
            journal.Append(LabEventKind.ConnectionLost);
            journal.Append(LabEventKind.TopologyLost);
        });

        var journal = _directory.Read();
        _directory.Time.Advance(TimeSpan.FromSeconds(1));

        journal.Totals.Read().ShouldBe(new TotalsSnapshot());
        journal.Workers.Read().ShouldBeEmpty();
        journal.Fold.Lives.Read().ShouldBeEmpty();
        journal.Rates.Published(journal.Now, 59).Sum().ShouldBe(0);
        journal.Unacked.Count.ShouldBe(0);
        journal.Flows.Read(journal.Now, 5).Topics.ShouldBeEmpty();
        journal.Connections.Read().ShouldBe(new BrokerConnection(null, null, null));
        journal.Fold.Wires.OfWorker("w1", journal.Now).Trips.ShouldBeEmpty();

        // The hours without a lab are no latency.
        Say(journal, LabEventKind.Delivered, "1", "w1");
        Say(journal, LabEventKind.Acked, "1", "w1");
        journal.Totals.LatencyAt(50).ShouldBeNull();
        (journal.Totals.Read().Delivered, journal.Totals.Read().Acked).ShouldBe((1, 1));
    }

    [Fact]
    public async Task The_journey_of_a_message_goes_through_both_runs()
    {
        await using var killed = await _directory.OpenAsync();
        Publish(killed.Journal, "1");
        Say(killed.Journal, LabEventKind.Delivered, "1", "w1");
        await _directory.WrittenAsync(killed.Journal);
        _directory.Time.Advance(TimeSpan.FromMinutes(5));

        var journal = _directory.Read();
        _directory.Time.Advance(TimeSpan.FromSeconds(2));
        var message = Say(journal, LabEventKind.Delivered, "1", "w2");

        journal.JourneyOf(message).Events.Select(e => (e.Kind, e.IsEarlier, e.Attempt))
            .ShouldBe([(LabEventKind.Published, true, 0), (LabEventKind.Delivered, true, 1), (LabEventKind.Delivered, false, 2)]);
        var stays = journal.Spans.Of(message);
        stays.Select(s => (s.Worker, s.IsEarlier, s.Outcome)).ShouldBe([("w1", true, LabEventKind.WorkerKilled), ("w2", false, null)]);
        stays[1].From.ShouldBe("w1");
        journal.Spans.InHandOf("w1").ShouldBeEmpty();
        journal.Spans.LeasesLeftBy("w1").ShouldBeEmpty();
        MessageExplanation.Explain(journal, message, []).Select(s => s.Sentence).ShouldContain(
            s => s.StartsWith("That was an earlier run of the lab. It ended, and the lab was opened again 5 min", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_clock_that_was_ahead_does_not_put_earlier_events_into_this_run()
    {
        await RunAsync(journal =>
        {
            _directory.Time.Advance(TimeSpan.FromHours(2));
            Publish(journal, "1");
            _directory.Time.Advance(TimeSpan.FromSeconds(3));
            Publish(journal, "2");
        });

        var journal = new LabJournal(new Microsoft.Extensions.Time.Testing.FakeTimeProvider(_directory.Time.GetUtcNow() - TimeSpan.FromHours(1)));
        KeptRun.Read(_directory.Path, _directory.Time).Continue(journal);

        var published = journal.ReadAll().Where(e => e.Kind == LabEventKind.Published).ToList();
        published.ShouldAllBe(e => e.IsEarlier);
        (published[1].At - published[0].At).ShouldBe(TimeSpan.FromSeconds(3));
    }

    [Fact]
    public async Task A_line_that_a_killed_lab_did_not_finish_is_taken_away()
    {
        await RunAsync(journal => Publish(journal, "1"));
        await File.AppendAllTextAsync(_directory.Journal, """{"sequence":9,"time":"2026-03-14T12:0""", TestContext.Current.CancellationToken);

        await RunAsync(journal => Publish(journal, "2"));

        Published(_directory.Read().ReadAll(), isEarlier: true).ShouldBe(["#1 1", "#2 2"]);
        Errors(_directory.Read()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Damaged_lines_are_left_out_and_said()
    {
        await RunAsync(journal => Publish(journal, "1", "2", "3"));
        var lines = await File.ReadAllLinesAsync(_directory.Journal, TestContext.Current.CancellationToken);
        var at = Array.FindIndex(lines, l => l.Contains("\"id\":\"2\"", StringComparison.Ordinal));
        lines[at] = "\0\0\u00ff";
        await File.WriteAllLinesAsync(_directory.Journal, [.. lines, "[]", "17"], TestContext.Current.CancellationToken);

        var journal = _directory.Read();

        Published(journal.ReadAll(), isEarlier: true).ShouldBe(["#1 1", "#3 3"]);
        Errors(journal).ShouldBe(["lab-journal.ndjson is damaged: 3 lines are no events and are left out of the log. Topics and messages are not in this file."]);
    }

    [Fact]
    public async Task Files_of_another_kind_never_keep_a_lab_from_opening()
    {
        var random = new Random(17);
        foreach (var file in new[] { _directory.Journal, _directory.OlderJournal, _directory.Workers })
        {
            var garbage = new byte[300_000];
            random.NextBytes(garbage);
            await File.WriteAllBytesAsync(file, garbage, TestContext.Current.CancellationToken);
        }

        await RunAsync(journal =>
        {
            Errors(journal).Count.ShouldBe(3);
            Publish(journal, "1");
        });

        Published(_directory.Read().ReadAll(), isEarlier: true).ShouldBe(["#1 1"]);
    }

    [Fact]
    public async Task A_journal_of_a_newer_program_is_left_as_it_is()
    {
        const string Newer = """{"format":"pubsublab-recording","version":99}""" + "\n{\"kind\":\"new\"}\n";
        await File.WriteAllTextAsync(_directory.Journal, Newer, TestContext.Current.CancellationToken);

        await RunAsync(journal =>
        {
            Errors(journal).ShouldHaveSingleItem().ShouldStartWith("lab-journal.ndjson is left as it is: it has recording version 99");
            Publish(journal, "1");
        });

        (await File.ReadAllTextAsync(_directory.Journal, TestContext.Current.CancellationToken)).ShouldBe(Newer);
    }

    [Fact]
    public async Task A_full_disk_is_said_once_and_what_was_missed_is_written_after()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "there is no /dev/full here");
        File.CreateSymbolicLink(_directory.Journal, "/dev/full");
        await using (var session = await _directory.OpenAsync())
        {
            await Eventually.HoldsAsync(() => session.Kept!.Failure is not null, "the failure is known", _directory.Time, KeptRun.Step);
            Publish(session.Journal, "1");
            _directory.Time.Advance(10 * KeptRun.Step);
            Errors(session.Journal).ShouldHaveSingleItem().ShouldStartWith($"Log and workers are not kept in {session.Kept!.Name}: The disk is full.");

            File.Delete(_directory.Journal);
            await Eventually.HoldsAsync(() => session.Kept.Failure is null, "it writes again", _directory.Time, KeptRun.Step);
        }

        Published(_directory.Read().ReadAll(), isEarlier: true).ShouldBe(["#1 1"]);
        _directory.Read().ReadAll().Count(e => e.IsEarlier && EventWords.Of(e).EndsWith(" again.", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public async Task The_files_stay_small_and_the_newest_events_are_there()
    {
        await using (var session = await _directory.OpenAsync())
        {
            for (var step = 0; step < 20; step++)
            {
                // More than a step writes, and bodies of which few fit.
                for (var i = 0; i < 3_000; i++)
                {
                    Say(session.Journal, LabEventKind.Published, $"{step * 3_000 + i}", null, new byte[i % 100 == 0 ? 64 * 1024 : 100]);
                }

                await _directory.WrittenAsyncOrLater(session.Journal);
            }
        }

        (new FileInfo(_directory.Journal).Length + new FileInfo(_directory.OlderJournal).Length).ShouldBeLessThan(20_000_000);
        var events = _directory.Read().ReadAll().Where(e => e.IsEarlier && e.Message is not null).ToList();
        events.Count.ShouldBeLessThanOrEqualTo(10_000);
        events[^1].Message!.Id.ShouldBe("59999");
        events[^1].Message!.Number.ShouldBe(60_000);
        var ids = events.Select(e => long.Parse(e.Message!.Id, System.Globalization.CultureInfo.InvariantCulture)).ToList();
        ids.ShouldBe(ids.Order());
    }

    [Fact]
    public async Task A_body_that_is_no_text_comes_back_byte_by_byte()
    {
        byte[] body = [0, 255, 254, 10, 13, 128];
        await RunAsync(journal => Say(journal, LabEventKind.Published, "1", null, body));

        var message = _directory.Read().ReadAll().Single(e => e.Kind == LabEventKind.Published).Message!;

        message.Data.ToArray().ShouldBe(body);
    }

    [Fact]
    public async Task A_body_of_which_the_lab_keeps_a_part_has_its_length_again()
    {
        await RunAsync(journal => Say(journal, LabEventKind.Published, "1", null, Encoding.UTF8.GetBytes(new string('ä', 40_000))));

        var message = _directory.Read().ReadAll().Single(e => e.Kind == LabEventKind.Published).Message!;

        (message.Length, message.Data.Length).ShouldBe((80_000, LabMessage.KeptBytes));
    }

    [Fact]
    public async Task A_clip_of_the_screen_shows_this_run_alone()
    {
        await RunAsync(journal => Publish(journal, "1"));
        var journal = _directory.Read();
        _directory.Time.Advance(TimeSpan.FromSeconds(1));
        Publish(journal, "2");

        using var feed = ReplayFeed.OfJournal(journal);
        feed.FeedTo(feed.Length);

        feed.Replayed.Journal.ReadAll().Where(e => e.Kind == LabEventKind.Published).Select(e => e.Message!.Id).ShouldBe(["2"]);
    }

    private async Task RunAsync(Action<LabJournal> act)
    {
        await using var session = await _directory.OpenAsync();
        act(session.Journal);
    }

    private static void Publish(LabJournal journal, params string[] ids) => Array.ForEach(ids, id => Say(journal, LabEventKind.Published, id));

    private static LabMessage Say(LabJournal journal, LabEventKind kind, string id, string? worker = null, byte[]? body = null) =>
        journal.Append(kind, new MessageFacts(id, "t", body ?? "{}"u8.ToArray(), s_attributes), worker, worker is null ? null : "s");

    private static IEnumerable<string> Published(IEnumerable<LabEvent> events, bool isEarlier) =>
        events.Where(e => e.Kind == LabEventKind.Published && e.IsEarlier == isEarlier).Select(e => $"#{e.Message!.Number} {e.Message.Id}");

    private static List<string> Errors(LabJournal journal) => [.. journal.ReadAll().Where(e => e is { Kind: LabEventKind.Error, IsEarlier: false }).Select(e => EventWords.Of(e))];
}
