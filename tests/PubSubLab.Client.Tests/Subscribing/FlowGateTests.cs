using Google.Api.Gax;
using Google.Cloud.PubSub.V1;

namespace PubSubLab.Client.Tests.Subscribing;

public class FlowGateTests
{
    [Fact]
    public void Messages_enter_in_the_order_in_which_they_came()
    {
        var gate = new FlowGate(new FlowControlSettings(1, null));
        gate.EnterAsync(1).IsCompleted.ShouldBeTrue();
        Task[] waiting = [gate.EnterAsync(1), gate.EnterAsync(1), gate.EnterAsync(1)];

        for (var entered = 0; entered <= waiting.Length; entered++)
        {
            waiting.Count(task => task.IsCompleted).ShouldBe(entered);
            waiting.Take(entered).ShouldAllBe(task => task.IsCompleted);
            gate.Exit(1);
        }
    }

    [Fact]
    public void A_small_message_does_not_overtake_a_large_one_that_waits()
    {
        var gate = new FlowGate(new FlowControlSettings(null, 10));
        gate.EnterAsync(8).IsCompleted.ShouldBeTrue();
        var large = gate.EnterAsync(6);

        var small = gate.EnterAsync(1);

        large.IsCompleted.ShouldBeFalse();
        small.IsCompleted.ShouldBeFalse();
        gate.Exit(8);
        large.IsCompleted.ShouldBeTrue();
        small.IsCompleted.ShouldBeTrue();
    }

    [Fact]
    public void A_response_does_not_overtake_a_message_that_waits()
    {
        var gate = new FlowGate(new FlowControlSettings(null, 10));
        gate.EnterAsync(8).IsCompleted.ShouldBeTrue();
        var large = gate.EnterAsync(6);

        gate.TryEnter(count: 2, bytes: 2).ShouldBeFalse();

        gate.Exit(8);
        large.IsCompleted.ShouldBeTrue();
        gate.TryEnter(count: 2, bytes: 2).ShouldBeTrue();
    }

    [Fact]
    public void A_response_enters_together_up_to_the_limits_and_not_beyond()
    {
        var gate = new FlowGate(new FlowControlSettings(5, 10));
        gate.EnterAsync(4).IsCompleted.ShouldBeTrue();

        gate.TryEnter(count: 2, bytes: 7).ShouldBeFalse();
        gate.TryEnter(count: 5, bytes: 6).ShouldBeFalse();

        gate.TryEnter(count: 4, bytes: 6).ShouldBeTrue();
    }
}
