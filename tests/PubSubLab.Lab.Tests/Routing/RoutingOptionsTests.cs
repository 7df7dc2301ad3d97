using PubSubLab.Lab.Routing;

namespace PubSubLab.Lab.Tests.Routing;

public sealed class RoutingOptionsTests
{
    private const double Plenty = 1L << 40;

    public static TheoryData<RoutingOptions, string> Wrong() => new()
    {
        { new RoutingOptions { Strategies = ["nope"] }, "There is no routing strategy 'nope'." },
        { new RoutingOptions { Scale = new RoutingScale { Users = 0 } }, "--users is 0: it must be at least 1." },
        { new RoutingOptions { Scale = new RoutingScale { Topics = 0 } }, "--topics is 0: it must be at least 1." },
        { new RoutingOptions { Scale = new RoutingScale { Subs = 0 } }, "--subs is 0: it must be at least 1." },
        { new RoutingOptions { Scale = new RoutingScale { Shards = 0 } }, "--shards is 0: it must be at least 1." },
        { new RoutingOptions { Scale = new RoutingScale { Users = 5, Workers = 6 } }, "a worker without a user listens for nobody" },
        { new RoutingOptions { Scale = new RoutingScale { PrefixDigits = 6 } }, "--prefix-digits is 6: it can be 1 to 5" },
        { new RoutingOptions { MaxAttempts = 4 }, "--max-attempts is 4: a dead-letter policy takes 5 to 100" },
        { new RoutingOptions { MaxAttempts = 101 }, "--max-attempts is 101" },
        { new RoutingOptions { RetryMin = TimeSpan.FromSeconds(601) }, "a retry policy takes 0 to 600 s" },
        { new RoutingOptions { InstanceName = "a b" }, "--instance-name is 'a b'" },
        { new RoutingOptions { InstanceName = new string('x', 240) }, "it becomes part of subscriptions' names" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void What_is_wrong_is_said_with_the_value_and_the_rule_before_anything_starts(RoutingOptions options, string sentence) =>
        Should.Throw<LabException>(() => options.Check(Plenty)).Message.ShouldContain(sentence);

    [Fact]
    public void The_defaults_pass() => Should.NotThrow(() => new RoutingOptions().Check(Plenty));

    [Fact]
    public void More_users_than_memory_allows_are_refused_with_what_they_need_and_what_there_is()
    {
        var options = new RoutingOptions { Strategies = ["topic-and-sub"], Scale = new RoutingScale { Users = 1_000_000_000 } };

        Should.Throw<LabException>(() => options.Check(8.0 * (1L << 30))).Message.ShouldContain("this machine has 8.0 GiB for it. Ask for fewer --users");
    }
}
