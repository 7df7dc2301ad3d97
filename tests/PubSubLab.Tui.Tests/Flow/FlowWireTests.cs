using PubSubLab.Lab.Journal;
using PubSubLab.Tui.Flow;
using PubSubLab.Tui.State;
using PubSubLab.Tui.Tests.Support;

namespace PubSubLab.Tui.Tests.Flow;

public class FlowWireTests
{
    private static readonly TimeSpan s_step = FramePace.StepOf(slowLine: false);

    [Fact]
    public void A_message_goes_a_cell_with_each_step_and_is_gone_at_the_end()
    {
        var wire = Wire((0, null));

        Draw(wire, 0).ShouldBe("●───────────");
        Draw(wire, 125).ShouldBe("─●──────────");
        Draw(wire, 750).ShouldBe("──────●─────");
        Draw(wire, 1_375).ShouldBe("───────────●");
        Draw(wire, 1_500).ShouldBe("────────────");
        FlowWire.IsMoving(wire, TimeSpan.FromMilliseconds(1_499)).ShouldBeTrue();
        FlowWire.IsMoving(wire, TimeSpan.FromMilliseconds(1_500)).ShouldBeFalse();
    }

    [Fact]
    public void A_nacked_message_goes_back_when_it_has_arrived_however_fast_the_nack_was()
    {
        var wire = Wire((0, 1));

        Draw(wire, 1_375).ShouldBe("───────────●");
        Draw(wire, 1_500).ShouldBe("───────────↻");
        Draw(wire, 2_875).ShouldBe("↻───────────");
        FlowWire.IsMoving(wire, TimeSpan.FromMilliseconds(2_999)).ShouldBeTrue();
        Draw(wire, 3_000).ShouldBe("────────────");
    }

    [Fact]
    public void A_message_that_is_nacked_late_goes_back_then() => Draw(Wire((0, 5_000)), 5_125).ShouldBe("──────────↻─");

    [Fact]
    public void Over_a_slow_line_a_dot_goes_twice_as_far_at_half_the_steps()
    {
        var wire = Wire((0, null));
        var step = FramePace.StepOf(slowLine: true);
        Text(wire, FlowWire.At(TimeSpan.FromMilliseconds(249), step)).ShouldBe("●───────────");
        Text(wire, FlowWire.At(TimeSpan.FromMilliseconds(250), step)).ShouldBe("──●─────────");
    }

    [Fact]
    public void Above_eight_a_second_a_figure_stands_for_the_dots_also_before_the_first_second_is_over()
    {
        var eight = Wire([.. Enumerable.Range(0, 8).Select(i => (i * 100, (int?)null))]);
        FlowWire.RateOf(eight, TimeSpan.FromMilliseconds(900)).ShouldBeNull();
        var nine = Wire([.. Enumerable.Range(0, 9).Select(i => (i * 100, (int?)null))]);
        FlowWire.RateOf(nine, TimeSpan.FromMilliseconds(900)).ShouldBe(9);
        FlowWire.RateOf(nine with { LeftPerSecond = 117 }, TimeSpan.FromMilliseconds(900)).ShouldBe(117);
        FlowWire.RateOf(nine with { LeftPerSecond = 117 }, TimeSpan.FromSeconds(5)).ShouldBeNull("nothing has left for seconds");
    }

    [Fact]
    public void A_storm_is_seen_on_the_wire_and_each_dot_is_its_message()
    {
        using var stage = new Stage();
        stage.Spawn();
        var message = stage.Happens(LabEventKind.Delivered, "m1", "w1");
        stage.Happens(LabEventKind.Nacked, "m1", "w1");
        var wire = stage.Journal.Fold.Wires.OfWorker("w1", stage.Journal.Now);
        FlowWire.Cells(wire, stage.Journal.Now, 12)[0].Message.ShouldBeSameAs(message);

        for (var i = 0; i < 200; i++)
        {
            stage.Happens(LabEventKind.Delivered, "m1", "w1");
            stage.Happens(LabEventKind.Nacked, "m1", "w1");
        }

        stage.Advance(TimeSpan.FromSeconds(1));
        stage.Happens(LabEventKind.Delivered, "m1", "w1");
        stage.Draw();
        stage.Frame.ShouldContain("↻↻↻ 201/s");
    }

    [Fact]
    public void An_idle_flow_is_not_drawn_and_a_dot_is_drawn_with_each_step()
    {
        using var stage = new Stage();
        stage.Spawn();
        stage.Advance(TimeSpan.FromMinutes(2));
        var terminal = new ShadowTerminal(stage);
        stage.Advance(TimeSpan.FromMilliseconds(125));
        var idle = terminal.Written;
        stage.Advance(TimeSpan.FromMilliseconds(125));
        terminal.Written.ShouldBe(idle);

        stage.Happens(LabEventKind.Delivered, "m1", "w1");
        stage.Advance(TimeSpan.FromMilliseconds(500));
        var before = stage.Frame;
        stage.Advance(TimeSpan.FromMilliseconds(125));
        stage.Frame.ShouldNotBe(before);
    }

    private static WireState Wire(params (int Left, int? Back)[] trips) => new(
        [.. trips.Select(t => new WireTrip(null!, TimeSpan.FromMilliseconds(t.Left), t.Back is { } back ? TimeSpan.FromMilliseconds(back) : null))], 0, 0);

    private static string Draw(WireState wire, int milliseconds) => Text(wire, FlowWire.At(TimeSpan.FromMilliseconds(milliseconds), s_step));

    private static string Text(WireState wire, TimeSpan now) => string.Concat(FlowWire.Cells(wire, now, 12).Select(c => c.Sign));
}
