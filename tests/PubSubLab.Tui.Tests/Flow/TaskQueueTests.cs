using PubSubLab.Lab;
using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Ports;
using PubSubLab.Lab.Workers;
using PubSubLab.Tui.Flow;
using PubSubLab.Tui.Tests.Support;

namespace PubSubLab.Tui.Tests.Flow;

/// <summary>The screen on a broker of task queues.</summary>
public class TaskQueueTests
{
    [Theory]
    [InlineData(80, 24)]
    [InlineData(120, 36)]
    [InlineData(200, 60)]
    public void The_flow_and_the_header_have_the_brokers_figures(int width, int height)
    {
        using var stage = new Stage(width, height);
        stage.OfferQueue();
        stage.Advance(TimeSpan.FromSeconds(2)).Settle();
        stage.Press("2");

        stage.Rows().ShouldContain(r => r.Contains("lab-tasks-sub") && r.Contains(" 1,204 ready, 12 unacked"));
        stage.Rows().ShouldContain(r => r.Contains(width < 200 ? "◷ 7 scheduled (12 s)  ↻ 2 retrying (attempt 3)  ✗ 2 dead  ✓ 480, 3 failed" : "◷ 7 scheduled, next in 12 s    ↻ 2 retrying, attempt 3    ✗ 2 dead    ✓ 480 succeeded, 3 failed"));
        stage.Rows()[0].ShouldContain(width < 100 ? "ready 1k" : "ready 1204");
        stage.Rows()[0].ShouldContain("unacked 12");
    }

    [Fact]
    public void Workers_of_other_programs_stand_in_the_flow_until_they_are_gone()
    {
        using var stage = new Stage(120, 36);
        var queue = stage.OfferQueue();
        stage.Spawn();
        stage.Advance(TimeSpan.FromSeconds(2)).Settle();
        stage.Press("2");

        stage.Rows().ShouldContain(r => r.Contains("celery@box ● ♥ 1 s py-celery 5.6.2 ") && r.Contains(" 58 ") && r.Contains(" 4 "));
        stage.Rows().ShouldContain(r => r.Contains("celery@old ■ gone ♥ 14 s"));

        queue.Workers.Clear();
        stage.Advance(TimeSpan.FromSeconds(2));
        stage.Frame.ShouldNotContain("celery@");
        stage.Frame.ShouldNotContain("other workers");
    }

    [Fact]
    public void Figures_of_a_broker_that_fell_silent_are_marked_stale_and_said_once()
    {
        using var stage = new Stage(120, 36);
        var queue = stage.OfferQueue();
        stage.Advance(TimeSpan.FromSeconds(2)).Settle();
        queue.Refusal = new LabException("Redis at 127.0.0.1:6379 does not answer.");
        stage.Advance(TimeSpan.FromSeconds(2)).Settle();
        stage.Press("2");

        stage.Rows().ShouldContain(r => r.Contains(" 1,204 ready, 12 unacked, stale"));
        stage.Rows()[0].ShouldContain("FIGURES STALE");
        stage.Rows().ShouldContain(r => r.Contains("celery@old ◌ not heard ♥ 14 s"), "nobody's heartbeats arrive");
        stage.Notice.ShouldBeNull("its connections have time to say so first, where there are any");

        stage.Advance(TimeSpan.FromSeconds(3)).Settle();
        stage.Notice.ShouldNotBeNull().Text.ShouldContain("does not answer");

        stage.Advance(TimeSpan.FromSeconds(8)).Settle();
        stage.Notice.ShouldBeNull("it was said before");

        queue.Refusal = null;
        stage.Advance(TimeSpan.FromSeconds(2)).Settle();
        stage.Frame.ShouldNotContain("stale");
        stage.Rows()[0].ShouldNotContain("STALE");
    }

    [Fact]
    public void A_figure_that_the_broker_does_not_tell_is_a_question_mark()
    {
        var told = new BacklogState(3, 0, null) { IsTaskQueue = true };
        Text(FlowText.Backlog(told)).ShouldEndWith(" 3 ready, ? unacked");
        Text(FlowText.Tasks(told, brief: true)).ShouldBe("◷ ? scheduled  ↻ ? retrying");
        Text(FlowText.Tasks(told with { Scheduled = 500, Retrying = 1, IsPartial = true }, brief: true)).ShouldBe("◷ 500+ scheduled  ↻ 1+ retrying");
    }

    [Fact]
    public void A_broker_that_tells_nothing_has_question_marks_and_never_the_labs_own_counts()
    {
        using var stage = new Stage(120, 36);
        var queue = stage.OfferQueue();
        queue.Figures.Clear();
        stage.Happens(LabEventKind.Published, "m1");
        stage.Advance(TimeSpan.FromSeconds(2)).Settle();

        // A queue that the broker does not have.
        stage.Rows()[0].ShouldContain("ready ?");
        stage.Rows()[0].ShouldContain("unacked ?");
        stage.Rows()[0].ShouldNotContain("nacked 0");

        queue.Figures["lab-tasks-sub"] = BacklogState.Unknown;
        stage.Advance(TimeSpan.FromSeconds(2)).Settle();
        stage.Press("2");
        stage.Rows()[0].ShouldContain("unacked ?");
        stage.Rows().ShouldContain(r => r.Contains("lab-tasks-sub") && r.Contains("···· ? ready, ? unacked"));
    }

    [Theory]
    [InlineData(false, "unacked 7 ", "sched. 5 ")]
    [InlineData(true, "unacked 4 ", "sched. 3 ")]
    public void Figures_of_several_queues_are_added_up_unless_each_is_of_all_queues(bool ofAll, string unacked, string scheduled)
    {
        using var stage = new Stage(200, 60);
        var queue = stage.OfferQueue();
        queue.Figures["lab-tasks-sub"] = new(1, 0, null) { IsTaskQueue = true, Unacknowledged = 4, UnacknowledgedOfAll = ofAll, Scheduled = 2, ScheduledOfAll = ofAll };
        queue.Figures["other"] = new(2, 0, null) { IsTaskQueue = true, Unacknowledged = 3, UnacknowledgedOfAll = ofAll, Scheduled = 3, ScheduledOfAll = ofAll };
        stage.Spawn(new WorkerSpec { Subscription = "other" });
        stage.Advance(TimeSpan.FromSeconds(2)).Settle();

        stage.Rows()[0].ShouldContain("ready 3 ");
        stage.Rows()[0].ShouldContain(unacked);
        stage.Rows()[0].ShouldContain(scheduled);
    }

    [Fact]
    public void Subscriptions_in_another_process_have_the_brokers_figures_too()
    {
        using var stage = new Stage(120, 36);
        var queue = new ScriptedQueue { HasTasks = false };
        queue.Figures["lab-tasks-sub"] = new(30, 12, TimeSpan.FromSeconds(3));
        stage.Session.Offer(new LabPorts { Queues = queue });
        stage.Happens(LabEventKind.Published, "m1");
        stage.Advance(TimeSpan.FromSeconds(2)).Settle();
        stage.Press("2");

        stage.Rows().ShouldContain(r => r.Contains("lab-tasks-sub") && r.Contains(" 30 waiting, oldest 3 s"));
        stage.Rows()[0].ShouldContain("unacked 42 ");

        // Where it tells nothing, the header counts what this lab saw.
        queue.Figures.Clear();
        stage.Advance(TimeSpan.FromSeconds(2)).Settle();
        stage.Rows()[0].ShouldContain("unacked 1 ");
    }

    [Fact]
    public void A_task_that_another_program_handled_has_its_states_and_its_end()
    {
        using var stage = new Stage(120, 36);
        var queue = stage.OfferQueue();
        var task = stage.Happens(LabEventKind.Published, "m1");
        queue.States[task.Id] = [new TaskStateChange("RECEIVED", stage.Clock.GetUtcNow(), "celery@box", "attempt 2")];
        stage.Advance(TimeSpan.FromSeconds(1));
        stage.Press("4", "End", "Enter").Settle();

        stage.Rows().ShouldContain(r => r.Contains("↑ PENDING"));
        stage.Rows().ShouldContain(r => r.Contains("→ RECEIVED") && r.Contains("celery@box  attempt 2"));
        stage.Press("Right").Frame.ShouldContain("celery@box has it and has not begun: attempt 2.");

        // The stored result tells an end that no worker announced.
        queue.Stored[task.Id] = new TaskStateChange("SUCCESS", stage.Clock.GetUtcNow(), "celery@box", "");
        stage.Advance(TimeSpan.FromSeconds(3)).Settle();
        stage.Frame.ShouldContain("It is done: celery@box finished it.");
        stage.Press("Left").Frame.ShouldContain("Task state: SUCCESS");
    }

    private static string Text(IEnumerable<Tui.Drawing.Segment> segments) => string.Concat(segments.Select(s => s.Text));
}
