using PubSubLab.Tui.Tests.Support;

namespace PubSubLab.Tui.Tests.State;

public class LabTimeTests
{
    [Fact]
    public void Steps_at_which_nothing_is_due_are_said_as_one_with_what_is_next()
    {
        using var stage = new Stage(200, 60, withPorts: true);
        using var alive = stage.LabClock!.CreateTimer(_ => { }, null, TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(30));
        Step(stage);
        stage.Notice!.Text.ShouldStartWith("30 s on: nothing was due. No message is outstanding or waits: p publishes one.");
        Step(stage);
        Step(stage);
        stage.Notice!.Text.ShouldStartWith("1 min 30 s on in 3 steps: nothing was due.");
    }

    [Fact]
    public void A_step_that_comes_to_nothing_tells_how_long_the_next_lease_lasts()
    {
        using var stage = new Stage(200, 60, withPorts: true);
        stage.Happens(PubSubLab.Lab.Journal.LabEventKind.Delivered, "m1", "w1");
        using var once = stage.LabClock!.CreateTimer(_ => { }, null, TimeSpan.FromSeconds(2), Timeout.InfiniteTimeSpan);
        Step(stage);
        stage.Notice!.Text.ShouldStartWith("2 s on: nothing was due. The lease on #1 ends in 8 s, unless it is extended.");
    }

    // The machine's time passes: a step waits for what a deadline sets off.
    private static void Step(Stage stage)
    {
        stage.Press(".");
        stage.Until(() =>
        {
            stage.Clock.Advance(TimeSpan.FromMilliseconds(1));
            return !stage.Work.IsBusy;
        });
    }
}
