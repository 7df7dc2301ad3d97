using PubSubLab.Handlers;
using PubSubLab.Lab.Routing;
using PubSubLab.Lab.Routing.Strategies;
using PubSubLab.Lab.Tests.Support;

namespace PubSubLab.Lab.Tests.Routing;

public sealed class RoutingStrategyTests
{
    private static readonly Guid s_user = Guid.Parse("12345678-1234-5678-1234-567812345678");
    private static readonly RoutingOptions s_options = new() { Scale = new RoutingScale { Users = 50, Workers = 5 } };

    private static readonly string[] s_known = ["filter-mod", "filter-user", "nack", "prefix", "presence", "presence-topic", "topic-and-sub"];

    public static TheoryData<string> Names() => [.. RoutingCatalog.All.Select(s => s.Name)];

    [Fact]
    public void Every_strategy_is_found_without_being_listed() =>
        s_known.ShouldBeSubsetOf(RoutingCatalog.All.Select(s => s.Name));

    [Fact]
    public void An_unknown_name_lists_the_known_ones() =>
        Should.Throw<LabException>(() => RoutingCatalog.Get("nope")).Message.ShouldContain(string.Join(", ", RoutingCatalog.All.Select(s => s.Name)));

    [Theory]
    [MemberData(nameof(Names))]
    public void A_message_passes_the_filter_where_its_users_worker_listens_and_no_other(string name)
    {
        var strategy = RoutingCatalog.Get(name);
        var crowd = new RoutingCrowd(s_options);
        var everything = strategy.Everything(s_options.Scale, crowd.Users, crowd.Instances).ToList();

        for (var u = 0; u < crowd.Users.Count; u++)
        {
            var (user, instance) = (crowd.Users[u], crowd.Instances[crowd.WorkerOf[u]]);
            var sent = strategy.PublishTo(user, instance, s_options.Scale);
            var attributes = new Dictionary<string, string>(sent.Attributes) { [LabTask.UserIdAttribute] = user.ToString("D") };
            var reached = everything.Where(r => r.Topic == sent.Topic && InMemoryTransport.Matches(r.Filter, attributes));

            reached.ShouldBe([strategy.ListenFor(user, instance, s_options.Scale)]);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_layout_counts_what_is_made(string name)
    {
        var strategy = RoutingCatalog.Get(name);
        var crowd = new RoutingCrowd(s_options);
        var everything = strategy.Everything(s_options.Scale, crowd.Users, crowd.Instances).ToList();
        var layout = strategy.LayoutFor(s_options.Scale);

        layout.Subscriptions.ShouldBe(everything.Count);
        layout.Topics.ShouldBe(everything.Select(r => r.Topic).Distinct().Count());
        layout.SubscriptionsPerTopic.ShouldBe(everything.CountBy(r => r.Topic).Max(t => t.Value));
        everything.Select(r => r.Subscription).ShouldBeUnique();
    }

    [Theory]
    [InlineData("filter-mod", "attributes.user_id_mod_100 = \"4\"")]
    [InlineData("filter-user", "attributes.user_id = \"12345678-1234-5678-1234-567812345678\"")]
    [InlineData("presence", "attributes.instance = \"w3\"")]
    [InlineData("prefix", "hasPrefix(attributes.user_hash, \"dd\")")]
    [InlineData("topic-and-sub", "attributes.sub = \"0\"")]
    [InlineData("nack", null)]
    [InlineData("presence-topic", null)]
    public void The_filter_is_what_the_design_says(string name, string? filter) =>
        RoutingCatalog.Get(name).ListenFor(s_user, "w3", s_options.Scale).Filter.ShouldBe(filter);

    [Fact]
    public void A_hash_is_that_of_the_uuids_own_bytes_in_their_own_order() =>
        UserKey.HashOf(s_user).ShouldBe("ddcbc45ed5383449004fe644dec93827baf94a56322cace8d8139e04572ca01e");

    [Fact]
    public void A_million_places_are_a_thousand_topics_with_a_thousand_subscriptions_and_a_real_project_refuses_them()
    {
        var layout = new TopicAndSubStrategy().LayoutFor(new RoutingScale { Users = 1_000_000 });

        layout.ShouldBe(new RoutingLayout(1_000, 1_000, 1_000_000));
        layout.Refusals.ShouldHaveSingleItem().ShouldContain("1,000,000 subscriptions in a project; a real project refuses more than 10,000");
    }

    [Theory]
    [InlineData(10_000, 0)]
    [InlineData(10_001, 2)]
    public void A_limit_is_passed_by_one_more_and_not_before(int users, int refusals) =>
        new FilterUserStrategy().LayoutFor(new RoutingScale { Users = users }).Refusals.Count.ShouldBe(refusals);

    [Fact]
    public void A_filter_beyond_256_bytes_is_refused_with_its_length() =>
        Should.Throw<LabException>(() => new PresenceStrategy().ListenFor(s_user, new string('x', 300), s_options.Scale))
            .Message.ShouldContain("has 324 bytes; Pub/Sub takes at most 256");

    [Theory]
    [InlineData("not-a-uuid")]
    [InlineData("12345678123456781234567812345678")]
    [InlineData("")]
    public void What_is_no_uuid_is_refused_with_an_example(string text) =>
        Should.Throw<LabException>(() => UserKey.Parse(text)).Message.ShouldBe($"'{text}' is not a UUID. Write it as 12345678-1234-5678-1234-567812345678.");
}
