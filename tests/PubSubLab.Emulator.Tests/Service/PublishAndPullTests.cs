using Google.Cloud.PubSub.V1;
using Grpc.Core;
using Microsoft.Extensions.Time.Testing;
using PubSubLab.Emulator.Tests.Support;
using static PubSubLab.Emulator.Tests.Support.LiveEmulator;

namespace PubSubLab.Emulator.Tests.Service;

public sealed class PublishAndPullTests
{
    [Fact]
    public async Task A_published_message_is_pulled_with_its_data_attributes_key_id_and_time()
    {
        await using var live = await LiveEmulator.StartAsync();
        await live.CreateTopicAsync();
        await live.CreateSubscriptionAsync();

        var ids = await live.PublishAsync(Message("hello", "key", ("a", "1"), ("b", "zwei")));
        var received = (await live.PullAsync()).ShouldHaveSingleItem();

        received.Message.Data.ToStringUtf8().ShouldBe("hello");
        received.Message.Attributes.Count.ShouldBe(2);
        received.Message.Attributes["b"].ShouldBe("zwei");
        received.Message.OrderingKey.ShouldBe("key");
        received.Message.MessageId.ShouldBe(ids.ShouldHaveSingleItem());
        received.Message.PublishTime.ToDateTimeOffset().ShouldBe(TimeProvider.System.GetUtcNow(), TimeSpan.FromMinutes(1));
        received.DeliveryAttempt.ShouldBe(0);
    }

    [Fact]
    public async Task An_attribute_that_clients_keep_for_themselves_passes()
    {
        await using var live = await LiveEmulator.StartAsync();
        await live.CreateTopicAsync();
        await live.CreateSubscriptionAsync();

        await live.PublishAsync(Message("x", "", ("googclient_traceparent", "00-1-2-01")));

        (await live.PullAsync()).ShouldHaveSingleItem().Message.Attributes["googclient_traceparent"].ShouldBe("00-1-2-01");
    }

    [Fact]
    public async Task A_publishers_own_id_and_time_are_not_kept()
    {
        await using var live = await LiveEmulator.StartAsync();
        await live.CreateTopicAsync();
        await live.CreateSubscriptionAsync();
        var message = Message("x");
        message.MessageId = "mine";
        message.PublishTime = new() { Seconds = 1, Nanos = 5 };

        var ids = await live.PublishAsync(message);

        var received = (await live.PullAsync()).ShouldHaveSingleItem();
        received.Message.MessageId.ShouldBe(ids[0]);
        received.Message.PublishTime.Seconds.ShouldBeGreaterThan(1_000_000);
    }

    [Fact]
    public async Task Every_subscription_gets_a_copy_and_consumers_of_one_compete()
    {
        await using var live = await LiveEmulator.StartAsync();
        await live.CreateTopicAsync();
        await live.CreateSubscriptionAsync("one");
        await live.CreateSubscriptionAsync("two");
        await live.PublishAsync("a", "b", "c");

        (await live.PullAsync("one", 2)).Count.ShouldBe(2);
        (await live.PullAsync("one", 2)).Count.ShouldBe(1);
        (await live.PullAsync("two")).Count.ShouldBe(3);
    }

    [Fact]
    public async Task An_outstanding_message_comes_again_when_its_deadline_ends_and_not_before()
    {
        var time = new FakeTimeProvider();
        await using var live = await LiveEmulator.StartAsync(new() { TimeProvider = time });
        await live.CreateTopicAsync();
        await live.CreateSubscriptionAsync();
        await live.PublishAsync("x");
        (await live.PullAsync()).Count.ShouldBe(1);

        time.Advance(TimeSpan.FromSeconds(10) - TimeSpan.FromTicks(1));
        (await live.PullAsync()).ShouldBeEmpty();
        time.Advance(TimeSpan.FromTicks(1));
        (await live.PullAsync()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_deadline_that_is_modified_counts_from_now_and_zero_gives_the_message_back()
    {
        var time = new FakeTimeProvider();
        await using var live = await LiveEmulator.StartAsync(new() { TimeProvider = time });
        await live.CreateTopicAsync();
        await live.CreateSubscriptionAsync();
        await live.PublishAsync("x");
        var first = (await live.PullAsync()).ShouldHaveSingleItem();

        time.Advance(TimeSpan.FromSeconds(9));
        await live.ModifyAsync(20, first.AckId);
        time.Advance(TimeSpan.FromSeconds(19));
        (await live.PullAsync()).ShouldBeEmpty();
        await live.ModifyAsync(0, first.AckId);

        (await live.PullAsync()).ShouldHaveSingleItem().AckId.ShouldNotBe(first.AckId);
    }

    [Fact]
    public async Task An_acknowledged_message_never_comes_again_and_a_stale_ack_id_is_ignored()
    {
        var time = new FakeTimeProvider();
        await using var live = await LiveEmulator.StartAsync(new() { TimeProvider = time });
        await live.CreateTopicAsync();
        await live.CreateSubscriptionAsync();
        await live.PublishAsync("x");
        var first = (await live.PullAsync()).ShouldHaveSingleItem();
        time.Advance(TimeSpan.FromSeconds(10));
        var second = (await live.PullAsync()).ShouldHaveSingleItem();

        await live.AcknowledgeAsync(first.AckId);
        time.Advance(TimeSpan.FromSeconds(10));
        var third = (await live.PullAsync()).ShouldHaveSingleItem();
        await live.AcknowledgeAsync(third.AckId);
        time.Advance(TimeSpan.FromSeconds(600));

        (await live.PullAsync()).ShouldBeEmpty();
        second.AckId.ShouldNotBe(third.AckId);
    }

    [Fact]
    public async Task A_pull_that_waits_is_answered_when_a_message_comes()
    {
        await using var live = await LiveEmulator.StartAsync();
        await live.CreateTopicAsync();
        await live.CreateSubscriptionAsync();

        var pull = live.PullAsync(immediately: false);
        await live.PublishAsync("x");

        (await pull.WaitAsync(PullStream.Patience)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_filter_lets_only_matching_messages_pass()
    {
        await using var live = await LiveEmulator.StartAsync();
        await live.CreateTopicAsync();
        await live.CreateSubscriptionAsync(set: s => s.Filter = "attributes.user_id = \"7\" OR hasPrefix(attributes.lang, \"en\")");

        await live.PublishAsync(Message("no"), Message("seven", "", ("user_id", "7")), Message("eight", "", ("user_id", "8")), Message("gb", "", ("lang", "en-GB")));

        (await live.PullAsync()).Select(m => m.Message.Data.ToStringUtf8()).ShouldBe(["seven", "gb"]);
    }

    [Fact]
    public async Task A_filter_that_does_not_parse_is_refused_with_position_and_reason()
    {
        await using var live = await LiveEmulator.StartAsync();
        await live.CreateTopicAsync();

        var error = await FailsAsync(StatusCode.InvalidArgument, () => live.CreateSubscriptionAsync(set: s => s.Filter = "bogus("));

        error.Status.Detail.ShouldContain("bogus(");
        error.Status.Detail.ShouldContain("at character 1");
    }

    [Fact]
    public async Task A_message_that_fails_its_last_attempt_is_in_the_dead_letter_topic_with_its_story()
    {
        await using var live = await LiveEmulator.StartAsync();
        await live.CreateTopicAsync();
        await live.CreateTopicAsync("dead");
        await live.CreateSubscriptionAsync("letters", "dead");
        await live.CreateSubscriptionAsync(set: s => s.DeadLetterPolicy = new() { DeadLetterTopic = Topic("dead"), MaxDeliveryAttempts = 5 });
        await live.PublishAsync(Message("x", "key", ("a", "1")));

        for (var attempt = 1; attempt <= 5; attempt++)
        {
            var received = (await live.PullAsync()).ShouldHaveSingleItem();
            received.DeliveryAttempt.ShouldBe(attempt);
            await live.ModifyAsync(0, received.AckId);
        }

        (await live.PullAsync()).ShouldBeEmpty();
        var letter = (await live.PullAsync("letters")).ShouldHaveSingleItem().Message;
        letter.Data.ToStringUtf8().ShouldBe("x");
        letter.OrderingKey.ShouldBe("key");
        letter.Attributes["a"].ShouldBe("1");
        letter.Attributes["CloudPubSubDeadLetterSourceDeliveryCount"].ShouldBe("5");
        letter.Attributes["CloudPubSubDeadLetterSourceSubscription"].ShouldBe("subscription");
        letter.Attributes["CloudPubSubDeadLetterSourceSubscriptionProject"].ShouldBe("test");
        letter.Attributes["CloudPubSubDeadLetterSourceTopicPublishTime"].ShouldEndWith("Z");
    }

    [Fact]
    public async Task A_nacked_message_waits_for_the_minimum_backoff()
    {
        var time = new FakeTimeProvider();
        await using var live = await LiveEmulator.StartAsync(new() { TimeProvider = time });
        await live.CreateTopicAsync();
        await live.CreateSubscriptionAsync(set: s => s.RetryPolicy = new() { MinimumBackoff = Seconds(3), MaximumBackoff = Seconds(5) });
        await live.PublishAsync("x");

        foreach (var wait in new[] { 3, 5, 5 })
        {
            await live.ModifyAsync(0, (await live.PullAsync()).ShouldHaveSingleItem().AckId);
            time.Advance(TimeSpan.FromSeconds(wait) - TimeSpan.FromTicks(1));
            (await live.PullAsync()).ShouldBeEmpty();
            time.Advance(TimeSpan.FromTicks(1));
        }

        (await live.PullAsync()).Count.ShouldBe(1);
    }
}
