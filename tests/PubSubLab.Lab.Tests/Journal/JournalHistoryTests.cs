using Microsoft.Extensions.Time.Testing;
using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Workers;

namespace PubSubLab.Lab.Tests.Journal;

public sealed class JournalHistoryTests
{
    private const int Distance = JournalHistory.Distance;
    private static readonly DateTimeOffset s_start = new(2026, 3, 14, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void At_every_moment_it_shows_what_a_lab_showed_that_had_come_so_far()
    {
        var time = new FakeTimeProvider(s_start);
        var journal = new LabJournal(time);
        var history = new JournalHistory(journal);
        Live(journal, time, (Distance * 2) + 5_000);

        foreach (var sequence in new[] { Distance + 7_001L, Distance * 2, 12_345, 1, Distance, (Distance * 2) + 4_999, 0, Distance * 2 })
        {
            var (lab, now) = LabThatCameTo(sequence);
            var then = history.At(sequence);

            then.Totals.Read().ShouldBe(lab.Totals.Read());
            then.Totals.LatencyAt(99).ShouldBe(lab.Totals.LatencyAt(99));
            then.Workers.Read().ShouldBe(lab.Workers.Read());
            then.Lives.Read().ShouldBe(lab.Fold.Lives.Read());
            then.Unacked.Count.ShouldBe(lab.Unacked.Count);
            then.Rates.Answered(now, 10).ShouldBe(lab.Rates.Answered(now, 10));
            then.Rates.Published(now, 10).ShouldBe(lab.Rates.Published(now, 10));
            var (flows, expected) = (then.Flows.Read(now, 5), lab.Flows.Read(now, 5));
            flows.Topics.ShouldBe(expected.Topics);
            flows.Subscriptions.ShouldBe(expected.Subscriptions);
            Bars(then).Except(Bars(lab.Fold)).ShouldBeEmpty();
            Bars(then).Count.ShouldBe(Bars(lab.Fold).Count);
        }
    }

    [Fact]
    public void Going_back_folds_no_more_events_again_than_lie_between_two_kept_copies()
    {
        var time = new FakeTimeProvider(s_start);
        var journal = new LabJournal(time);
        var history = new JournalHistory(journal);
        Live(journal, time, Distance * 4);
        history.At(Distance * 4);

        for (var sequence = (Distance * 4) - 1; sequence > Distance * 2; sequence -= 9_999)
        {
            var before = history.Folded;
            history.At(sequence);
            (history.Folded - before).ShouldBeLessThan(Distance);
        }

        var atLast = history.Folded;
        history.At((Distance * 2) + 1);
        history.At((Distance * 2) + 11);
        (history.Folded - atLast).ShouldBe(11);
    }

    [Fact]
    public void A_workers_life_is_read_from_what_it_said()
    {
        var time = new FakeTimeProvider(s_start);
        var journal = new LabJournal(time);
        journal.Append(LabEventKind.WorkerStarted, "w1", "sub", new WorkerSetUp("Echo", new Acceptance("user u1, u2")));
        journal.Append(LabEventKind.HandlerSwitched, "w1", "sub", new HandlerChanged("Slow 5 s"));
        journal.Append(LabEventKind.HandlerSwitched, "w1", "sub", new RuleChanged(Acceptance.Everything));
        journal.Fold.Lives.Read().ShouldBe([new WorkerLife("w1", "sub", WorkerState.Running, "Slow 5 s", Acceptance.Everything)]);

        time.Advance(TimeSpan.FromSeconds(3));
        journal.Append(LabEventKind.WorkerKilled, "w1", "sub", new LeftLeases(2, TimeSpan.FromSeconds(10)));
        journal.Append(LabEventKind.WorkerFailed, "w2", "sub", new Reason("no such subscription"));

        journal.Fold.Lives.Read().ShouldBe(
        [
            new WorkerLife("w1", "sub", WorkerState.Killed, "Slow 5 s", Acceptance.Everything) { EndedAt = TimeSpan.FromSeconds(3), LeftLeasesFor = TimeSpan.FromSeconds(10) },
            new WorkerLife("w2", "sub", WorkerState.Failed, "", Acceptance.Unknown) { EndedAt = TimeSpan.FromSeconds(3), Failure = "no such subscription" },
        ]);
    }

    private static (LabJournal Lab, TimeSpan Now) LabThatCameTo(long sequence)
    {
        var time = new FakeTimeProvider(s_start);
        var journal = new LabJournal(time);
        Live(journal, time, (int)sequence);
        return (journal, journal.Now);
    }

    private static List<(string, long, int, TimeSpan, TimeSpan, TimeSpan?, LabEventKind?, string?, TimeSpan?)> Bars(JournalFold fold) =>
        [.. fold.Spans.Since(TimeSpan.Zero).Select(s => (s.Worker, s.Message.Number, s.Slot, s.Start, s.LeaseFrom, s.End, s.Outcome, s.From, s.LeaseEndedAt))];

    /// <summary>The same life each time: messages that are published, handed around between workers of which one dies, and mostly acknowledged.</summary>
    private static void Live(LabJournal journal, FakeTimeProvider time, int events)
    {
        var random = new Random(7);
        List<(MessageFacts Facts, string? Worker)> open = [];
        for (var i = 0; i < events; i++)
        {
            time.Advance(TimeSpan.FromMilliseconds(random.Next(0, 3)));
            if (i % 1_000 == 0)
            {
                journal.Append(LabEventKind.WorkerStarted, $"w{i / 1_000}", "sub", new WorkerSetUp("Echo", Acceptance.Everything));
                continue;
            }

            if (i % 1_000 == 999)
            {
                journal.Append(LabEventKind.WorkerKilled, $"w{i / 1_000}", "sub", new LeftLeases(3, TimeSpan.FromSeconds(10)));
                open = [.. open.Select(o => (o.Facts, (string?)null))];
                continue;
            }

            var at = random.Next(0, open.Count + 1);
            if (at == open.Count || open.Count < 5)
            {
                var facts = new MessageFacts($"m{i}", "topic", new byte[] { 1 }, new Dictionary<string, string>());
                journal.Append(LabEventKind.Published, facts);
                open.Add((facts, null));
            }
            else if (open[at].Worker is not { } worker)
            {
                open[at] = (open[at].Facts, $"w{i / 1_000}");
                journal.Append(LabEventKind.Delivered, open[at].Facts, open[at].Worker, "sub");
            }
            else if (random.Next(4) == 0)
            {
                journal.Append(LabEventKind.Nacked, open[at].Facts, worker, "sub");
                open[at] = (open[at].Facts, null);
            }
            else
            {
                journal.Append(LabEventKind.Acked, open[at].Facts, worker, "sub");
                open.RemoveAt(at);
            }
        }
    }
}
