using PubSubLab.Lab.Journal;
using PubSubLab.Tui.State;
using PubSubLab.Tui.Tests.Support;

namespace PubSubLab.Tui.Tests.State;

public sealed class FramePaceTests : IDisposable
{
    private static readonly TimeSpan s_step = FramePace.StepOf(slowLine: false);

    private readonly Stage _stage = new();
    private TimeSpan _write;
    private int _frames;

    public FramePaceTests()
    {
        // A terminal that takes its time with each frame.
        _stage.Window.DrawComplete += (_, _) =>
        {
            _frames++;
            _stage.Clock.Advance(_write);
        };
    }

    [Fact]
    public void A_flood_of_events_is_drawn_once_a_step()
    {
        _stage.Advance(s_step).StepByClock();
        _frames = 0;
        for (var i = 0; i < 10; i++)
        {
            Publish();
            _stage.Draw();
        }

        _frames.ShouldBe(0, "the step's frame was drawn before");
        _stage.Advance(s_step).Frame.ShouldContain("#9");
    }

    [Fact]
    public void A_key_is_answered_within_the_step()
    {
        _stage.Advance(s_step).StepByClock();
        Publish();
        _stage.Press("4").Frame.ShouldContain("#1");
    }

    [Fact]
    public void A_key_that_changes_nothing_has_what_happened_drawn_all_the_same()
    {
        _stage.Advance(s_step).StepByClock();
        Publish();
        _stage.Frame.ShouldNotContain("#1");
        _stage.Window.Tick();
        _stage.Frame.ShouldContain("#1");
    }

    [Fact]
    public void After_a_frame_that_the_terminal_took_long_for_as_much_time_passes_without_one()
    {
        _stage.StepByClock();
        _write = TimeSpan.FromMilliseconds(200);
        Publish();
        _stage.Advance(s_step);
        (_frames, _write) = (0, TimeSpan.Zero);

        Publish();
        _stage.Advance(TimeSpan.FromMilliseconds(150));
        _frames.ShouldBe(0, "the terminal still shows the frame before");

        _stage.Advance(TimeSpan.FromMilliseconds(60));
        _frames.ShouldBe(1);
        _stage.Frame.ShouldContain("#2");
    }

    [Fact]
    public void A_frame_of_30_ms_is_no_reason_to_skip_one()
    {
        _stage.StepByClock();
        _write = FramePace.SlowWrite;
        Publish();
        _stage.Advance(s_step);
        (_frames, _write) = (0, TimeSpan.Zero);

        Publish();
        _stage.Advance(s_step);
        _frames.ShouldBe(1);
    }

    [Fact]
    public void A_key_is_answered_at_once_on_a_slow_terminal()
    {
        _stage.StepByClock();
        _write = TimeSpan.FromMilliseconds(500);
        Publish();
        _stage.Advance(s_step);
        _stage.Get<FramePace>().IsHeld.ShouldBeTrue();

        _stage.Press("?").Frame.ShouldContain("Help");
    }

    [Fact]
    public void A_terminal_that_hung_is_served_again_after_a_second()
    {
        _stage.StepByClock();
        _write = TimeSpan.FromMinutes(1);
        Publish();
        _stage.Advance(s_step);
        _write = TimeSpan.Zero;

        _stage.Advance(TimeSpan.FromSeconds(1));
        _stage.Get<FramePace>().IsHeld.ShouldBeFalse();
    }

    public void Dispose() => _stage.Dispose();

    private void Publish() => _stage.Happens(LabEventKind.Published, $"m{_stage.Journal.Appended + 1}");
}
