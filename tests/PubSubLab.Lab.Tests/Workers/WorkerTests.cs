using System.Text;
using PubSubLab.Handlers;
using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Publishing;
using PubSubLab.Lab.Tests.Support;
using PubSubLab.Lab.Time;
using PubSubLab.Lab.Transports;
using PubSubLab.Lab.Wording;
using PubSubLab.Lab.Workers;

namespace PubSubLab.Lab.Tests.Workers;

public sealed class WorkerTests
{
    [Fact]
    public void A_handled_task_is_acknowledged() => InLab(async (lab, _) =>
    {
        await lab.Workers.SpawnAsync(new WorkerSpec());
        await PublishAsync(lab);
        await UntilAsync(lab, t => t.Acked == 1);

        KindsOf(lab).ShouldBe(["Published", "Delivered", "Acked"], ignoreOrder: true);
    });

    [Fact]
    public void A_switch_to_the_same_rule_or_handler_logs_nothing() => InLab(async (lab, _) =>
    {
        var worker = await lab.Workers.SpawnAsync(new WorkerSpec { Accepts = AcceptanceRule.Users("a", "b") });
        var before = lab.Journal.Appended;

        worker.SwitchRule(AcceptanceRule.Users("a", "b"));
        worker.SwitchRule(AcceptanceRule.Users("b", "a"));
        worker.SwitchHandler(worker.Handler);
        lab.Journal.Appended.ShouldBe(before);

        worker.SwitchRule(AcceptanceRule.Users("a"));
        lab.Journal.ReadAll()[^1].Kind.ShouldBe(LabEventKind.HandlerSwitched);
        lab.Journal.Appended.ShouldBe(before + 1);
    });

    [Fact]
    public void A_task_for_another_user_is_nacked_with_the_reason_and_reaches_the_one_it_is_for() => InLab(async (lab, _) =>
    {
        await lab.Workers.SpawnAsync(new WorkerSpec { Accepts = AcceptanceRule.Users("fakeuserid2") });
        await lab.Workers.SpawnAsync(new WorkerSpec { Accepts = AcceptanceRule.Users("fakeuserid1") });
        await PublishAsync(lab, userId: "fakeuserid1");
        await UntilAsync(lab, t => t.Acked == 1);

        var events = lab.Journal.ReadAll();
        events.Single(e => e.Kind == LabEventKind.Acked).Worker.ShouldBe("w2");
        events.First(e => e.Kind == LabEventKind.Nacked).Data.ShouldBe(new NotAccepted("fakeuserid1", "w1", "fakeuserid2"));
    });

    [Fact]
    public void What_nobody_wants_does_not_go_round_while_time_stands_still() => VirtualTime.Run(async time =>
    {
        using var clock = new LabClock(time.Clock);
        await using var lab = new LabSession(new InMemoryTransport(clock), new LabJournal(clock));
        await lab.StartAsync();
        await lab.Workers.SpawnAsync(new WorkerSpec { Accepts = AcceptanceRule.Users("alice") });
        clock.SetSpeed(0);
        await PublishAsync(lab, userId: "bob");
        await Task.Delay(TimeSpan.FromSeconds(5), time.Clock);

        lab.Journal.Totals.Read().Nacked.ShouldBe(1, "what came again is kept until time goes on");
        lab.Journal.Spans.InHandOf("w1").Count.ShouldBe(1);

        await lab.Workers.SpawnAsync(new WorkerSpec { Accepts = AcceptanceRule.Users("bob") });
        clock.SetSpeed(1);
        await UntilAsync(lab, t => t.Acked == 1);
        lab.Journal.Totals.Read().Nacked.ShouldBeGreaterThan(1);
    });

    [Fact]
    public void A_handler_that_throws_nacks_with_its_reason() => InLab(async (lab, _) =>
    {
        await lab.Workers.SpawnAsync(new WorkerSpec { Handler = "flaky" });
        await PublishAsync(lab);
        await UntilAsync(lab, t => t.Acked == 1);

        lab.Journal.Totals.Read().Nacked.ShouldBe(1);
        lab.Journal.ReadAll().Single(e => e.Kind == LabEventKind.Nacked).Data.ShouldBeOfType<HandlerFailed>().Error.ShouldContain("fails on purpose");
    });

    [Fact]
    public void A_killed_worker_says_nothing_more_and_others_get_its_work_when_the_lease_ends() => InLab(async (lab, time) =>
    {
        var victim = await lab.Workers.SpawnAsync(new WorkerSpec { Handler = "slow" });
        await PublishAsync(lab);
        await UntilAsync(lab, t => t.Delivered == 1);
        var heir = await lab.Workers.SpawnAsync(new WorkerSpec());

        victim.Kill();
        var killedAt = lab.Journal.Now;
        await UntilAsync(lab, t => t.Acked == 1);

        var events = lab.Journal.ReadAll();
        events.Where(e => e.Worker == victim.Name).Select(e => e.Kind).ShouldBe([LabEventKind.WorkerStarted, LabEventKind.Delivered, LabEventKind.WorkerKilled]);
        events.Single(e => e.Kind == LabEventKind.Acked).Worker.ShouldBe(heir.Name);
        (lab.Journal.Now - killedAt).ShouldBe(TimeSpan.FromSeconds(10), TimeSpan.FromMilliseconds(50));
        victim.ReadStatus().State.ShouldBe(WorkerState.Killed);
        victim.ReadStatus().LeasesEndAt!.Value.ShouldBe(killedAt + TimeSpan.FromSeconds(10), TimeSpan.FromMilliseconds(50));
    });

    [Fact]
    public void Where_the_broker_returns_messages_at_once_a_killed_worker_leaves_no_lease() => InLab(async (lab, _) =>
    {
        ((InMemoryTransport)lab.Transport).Returns = new ReturnRule { Because = "end of the connection", After = TimeSpan.Zero, HasLeases = false };
        var victim = await lab.Workers.SpawnAsync(new WorkerSpec { Handler = "slow" });
        await PublishAsync(lab);
        await UntilAsync(lab, t => t.Delivered == 1);

        victim.Kill();

        victim.ReadStatus().LeasesEndAt!.Value.ShouldBeLessThanOrEqualTo(lab.Journal.Now);
        EventWords.Of(lab.Journal.ReadAll().Single(e => e.Kind == LabEventKind.WorkerKilled)).ShouldBe("held 1; the broker gives them to others at once");
    });

    [Fact]
    public void A_stopped_worker_finishes_what_it_has() => InLab(async (lab, _) =>
    {
        var worker = await lab.Workers.SpawnAsync(new WorkerSpec { Handler = "slow" });
        await PublishAsync(lab);
        await UntilAsync(lab, t => t.Delivered == 1);

        await worker.StopAsync(TimeSpan.FromSeconds(30));

        lab.Journal.Totals.Read().Acked.ShouldBe(1);
        worker.State.ShouldBe(WorkerState.Stopped);
    });

    [Fact]
    public void A_handler_is_switched_while_the_worker_runs_and_what_is_in_hand_is_finished_by_the_old_one() => InLab(async (lab, _) =>
    {
        await lab.Workers.SpawnAsync(new WorkerSpec { Handler = "slow" });
        await PublishAsync(lab);
        await UntilAsync(lab, t => t.Delivered == 1);
        await lab.Workers.SwitchHandlerAsync("echo");
        await PublishAsync(lab);
        await UntilAsync(lab, t => t.Acked == 2);

        var acks = lab.Journal.ReadAll().Where(e => e.Kind == LabEventKind.Acked).Select(e => e.Message!.Number);
        acks.ShouldBe([2, 1]);
    });

    [Fact]
    public void A_worker_has_no_more_in_hand_than_it_may() => InLab(async (lab, _) =>
    {
        await lab.Workers.SpawnAsync(new WorkerSpec { Handler = "slow", MaxInFlight = 2 });
        await PublishAsync(lab, count: 5);
        await UntilAsync(lab, t => t.Acked == 5);

        lab.Journal.Spans.Since(TimeSpan.Zero).Max(s => s.Slot).ShouldBe(1);
    });

    [Fact]
    public void A_worker_that_the_broker_refuses_is_failed_with_the_reason() => InLab(async (lab, _) =>
    {
        await Should.ThrowAsync<LabException>(() => lab.Workers.SpawnAsync(new WorkerSpec { Subscription = "nowhere" }));

        var status = lab.Workers.ReadStatus().ShouldHaveSingleItem();
        status.State.ShouldBe(WorkerState.Failed);
        status.Failure.ShouldBe("There is no subscription 'nowhere'.");
    });

    [Fact]
    public void A_respawned_worker_is_like_the_old_one_with_a_new_name() => InLab(async (lab, _) =>
    {
        var worker = await lab.Workers.SpawnAsync(new WorkerSpec { Accepts = AcceptanceRule.Users("u1"), MaxInFlight = 3 });
        await lab.Workers.SwitchHandlerAsync("flaky", worker.Name);
        lab.Workers.Kill(worker.Name);

        var again = await lab.Workers.RespawnAsync(worker.Name);

        again.Name.ShouldBe("w2");
        var status = again.ReadStatus();
        (status.Handler, status.Accepts.Label, status.MaxInFlight).ShouldBe(("flaky", "user u1", 3));
    });

    [Theory]
    [InlineData("nope", 1, "There is no handler 'nope'. Choose one of: ")]
    [InlineData("echo", 0, "A worker's outstanding limit must be at least 1; 0 is too small.")]
    public void A_wrong_spec_is_refused_in_a_sentence(string handler, int maxInFlight, string sentence) => InLab(async (lab, _) =>
    {
        var e = await Should.ThrowAsync<LabException>(() => lab.Workers.SpawnAsync(new WorkerSpec { Handler = handler, MaxInFlight = maxInFlight }));

        e.Message.ShouldStartWith(sentence);
        lab.Workers.Workers.ShouldBeEmpty();
    });

    [Fact]
    public void A_body_that_is_no_text_is_handled_like_any_other()
    {
        new LabTask(new byte[] { 0xff, 0x00 }, new Dictionary<string, string>()).Text.ShouldBe("\ufffd\0");
        new LabTask(Encoding.UTF8.GetBytes("{\"a\":1}"), new Dictionary<string, string>()).ReadJson().GetProperty("a").GetInt32().ShouldBe(1);
    }

    private static void InLab(Func<LabSession, VirtualTime, Task> body) => VirtualTime.Run(async time =>
    {
        await using var lab = new LabSession(new InMemoryTransport(time.Clock), new LabJournal(time.Clock));
        await lab.StartAsync();
        await body(lab, time);
    });

    private static Task<PublishProgress> PublishAsync(LabSession lab, string? userId = null, int count = 1) =>
        lab.Publisher.PublishAsync(new PublishOrder(new TaskDraft { UserId = userId }) { Count = count });

    private static async Task UntilAsync(LabSession lab, Func<TotalsSnapshot, bool> condition)
    {
        while (!condition(lab.Journal.Totals.Read()))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), lab.Journal.Time);
        }
    }

    private static IEnumerable<string> KindsOf(LabSession lab) =>
        lab.Journal.ReadAll().Where(e => e.Message is not null).Select(e => e.Kind.ToString());
}
