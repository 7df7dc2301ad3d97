using PubSubLab.Emulator.Tests.Support;
using static PubSubLab.Emulator.Tests.Support.LiveEmulator;

namespace PubSubLab.Emulator.Tests.Service;

public sealed class TopologyTests
{
    [Fact]
    public async Task The_example_creates_what_it_says()
    {
        await using var live = await LiveEmulator.StartAsync();

        live.Emulator.Create(EmulatorTopology.Parse(await File.ReadAllTextAsync(Repository.File("docs", "topology.example.yaml"))));

        var subscription = await live.Subscriber.GetSubscriptionAsync(new() { Subscription = "projects/my-project/subscriptions/orders-eu" });
        subscription.Filter.ShouldBe("attributes.region = \"eu\" AND NOT attributes:test");
        subscription.EnableMessageOrdering.ShouldBeTrue();
        subscription.EnableExactlyOnceDelivery.ShouldBeTrue();
        subscription.AckDeadlineSeconds.ShouldBe(30);
        subscription.DeadLetterPolicy.DeadLetterTopic.ShouldBe("projects/my-project/topics/orders-dead");
        subscription.RetryPolicy.MaximumBackoff.ShouldBe(Seconds(600));
        subscription.ExpirationPolicy.Ttl.ShouldBeNull();
        var hook = await live.Subscriber.GetSubscriptionAsync(new() { Subscription = "projects/my-project/subscriptions/orders-hook" });
        hook.PushConfig.PushEndpoint.ShouldBe("http://localhost:8080/hook");
        (await live.Publisher.GetTopicAsync(new() { Topic = "projects/my-project/topics/orders" })).SchemaSettings.Schema.ShouldEndWith("order");
    }

    [Theory]
    [InlineData("project: p\ntopics:\n  - nam: x", 3, "topics[0].nam", "no such field")]
    [InlineData("project: p\ntopics:\n  - retention: 1h", 3, "topics[0]", "name is missing")]
    [InlineData("project: p\ntopics:\n  - name: abc\n    retention: soon", 4, "topics[0].retention", "duration")]
    [InlineData("project: p\ntopics:\n  - name: abc\n    subscriptions:\n      - name: sub\n        filter: bogus(", 6, "topics[0].subscriptions[0].filter", "at character 1")]
    [InlineData("project: p\ntopics:\n  - name: abc\n    subscriptions:\n      - name: sub\n        ordering: yes please", 6, "topics[0].subscriptions[0].ordering", "neither true nor false")]
    [InlineData("project: p\ntopics:\n  - name: abc\n    subscriptions:\n      - name: sub\n        deadLetter: { topic: dead, maxAttempts: 3 }", 5, "topics[0].subscriptions[0]", "5 to 100")]
    [InlineData("project: p\ntopics: x", 2, "topics", "a list")]
    [InlineData("project: p\ntopics:\n  - name: ab", 3, "topics[0]", "3 to 255")]
    [InlineData("project: p\n  topics: [", 2, "", "not YAML")]
    [InlineData("topics: []", 1, "", "project is missing")]
    public async Task An_error_says_line_and_field(string yaml, int line, string field, string reason)
    {
        await using var live = await LiveEmulator.StartAsync();

        var error = Should.Throw<TopologyException>(() => live.Emulator.Create(EmulatorTopology.Parse(yaml)));

        error.Message.ShouldContain(reason);
        error.Field.ShouldBe(field);
        error.Line.ShouldBe(line);
    }

    [Theory]
    [InlineData("", "nothing in it")]
    [InlineData("# only a comment", "nothing in it")]
    [InlineData("---", "a mapping")]
    [InlineData("project: p\ntopics:\n  - name: abc\n    retention: 99999999999999999999d", "longer than any duration")]
    [InlineData("project: p\ntopics:\n  - name: abc\n    labels: { [a]: b }", "a text is expected")]
    [InlineData("project: p\ntopics:\n  - name: abc\n    labels: { a: [b] }", "a text is expected")]
    [InlineData("project: p\ntopics:\n  - name: abc\n    subscriptions:\n      - { name: sub, ackDeadline: 10.5s }", "whole number of seconds")]
    [InlineData("project: p\ntopics:\n  - name: abc\n    subscriptions:\n      - { name: sub, ackDeadline: 500ms }", "whole number of seconds")]
    [InlineData("project: p\ntopics:\n  - name: abc\n    subscriptions:\n      - { name: sub, deadLetter: { topic: none } }", "dead-letter topic")]
    [InlineData("project: p\ntopics: [{ name: abc, name: def }]", "is here twice")]
    [InlineData("project: p\ntopics: &x [*x]", "a mapping of fields")]
    [InlineData("project: p\ntopics: [{ name: abc, schema: none }]", "does not exist")]
    [InlineData("project: p\nschemas: [{ name: abc, type: avro, definition: nonsense }]", "not an Avro schema")]
    [InlineData("project: \"unclosed", "not YAML")]
    public async Task A_broken_file_is_refused_in_a_sentence(string yaml, string reason)
    {
        await using var live = await LiveEmulator.StartAsync();

        Should.Throw<TopologyException>(() => live.Emulator.Create(EmulatorTopology.Parse(yaml))).Message.ShouldContain(reason);
    }

    [Theory]
    [InlineData('[')]
    [InlineData('{')]
    public void A_file_of_a_hundred_thousand_brackets_is_refused(char bracket) =>
        Should.Throw<TopologyException>(() => EmulatorTopology.Parse("project: p\ntopics: " + new string(bracket, 100_000))).Line.ShouldBe(2);
}
