using PubSubLab.Lab.Transports;

namespace PubSubLab.Lab.Tests.Transports;

public sealed class RetryRuleTests
{
    private static readonly RetryRule s_policy = new()
    {
        Attempts = 6, Minimum = TimeSpan.FromSeconds(10), Maximum = TimeSpan.FromSeconds(60), Jitter = 0.5,
    };

    [Theory]
    [InlineData(1, 0, 10)]
    [InlineData(2, 0, 20)]
    [InlineData(3, 0, 40)]
    [InlineData(4, 0, 60)]
    [InlineData(1_000, 0, 60)]
    [InlineData(3, 1, 20)]
    [InlineData(3, 0.5, 30)]
    public void A_wait_doubles_up_to_the_maximum_less_its_share_of_chance(int attempt, double random, double seconds)
    {
        s_policy.DelayAfter(attempt, random).TotalSeconds.ShouldBe(seconds);
    }

    [Fact]
    public void Without_a_minimum_there_is_no_wait()
    {
        RetryRule.Immediate.DelayAfter(5, 0.3).ShouldBe(TimeSpan.Zero);
        RetryRule.Immediate.ApplyTo(new SubscriptionSpec("s", "t")).ShouldBe(new SubscriptionSpec("s", "t"));
    }

    [Fact]
    public void A_subscriptions_spec_carries_it_there_and_back()
    {
        var spec = s_policy.ApplyTo(new SubscriptionSpec("s", "t"), "letters");

        (spec.MinimumBackoff, spec.MaximumBackoff, spec.MaxDeliveryAttempts, spec.DeadLetterTopic)
            .ShouldBe((TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(60), 6, "letters"));
        RetryRule.Of(spec).ShouldBe(s_policy);
    }

    [Fact]
    public void What_Pub_Sub_cannot_do_of_it_is_said()
    {
        (s_policy with { Jitter = 0 }).LostOnPubSub("letters").ShouldBeEmpty();

        var lost = (s_policy with { Attempts = 3, Maximum = TimeSpan.FromHours(1) }).LostOnPubSub();

        lost.Count.ShouldBe(4);
        lost.ShouldContain(s => s.StartsWith("Jitter 0.5 has no counterpart", StringComparison.Ordinal));
        lost.ShouldContain("3 attempts cannot be asked of Pub/Sub: a dead-letter policy takes 5 to 100.");
        lost.ShouldContain("Attempts can only be limited on Pub/Sub with a dead-letter topic.");
        lost.ShouldContain("A maximum backoff of 1 h 0 min is more than Pub/Sub's 10 min.");
    }
}
