using Google.Cloud.PubSub.V1;
using Grpc.Core;
using Microsoft.Extensions.Time.Testing;
using PubSubLab.Emulator.Tests.Support;
using static PubSubLab.Emulator.Tests.Support.LiveEmulator;

namespace PubSubLab.Emulator.Tests.Service;

public sealed class StreamingPullTests
{
    [Fact]
    public async Task A_stream_gets_what_is_published_and_the_properties_of_its_subscription()
    {
        await using var live = await LiveEmulator.StartAsync();
        await live.CreateTopicAsync();
        await live.CreateSubscriptionAsync(set: s => s.EnableMessageOrdering = true);
        using var stream = await live.OpenAsync();

        await live.PublishAsync("x");

        (await stream.NextAsync()).Message.Data.ToStringUtf8().ShouldBe("x");
        stream.Responses[0].SubscriptionProperties.MessageOrderingEnabled.ShouldBeTrue();
        stream.Responses[0].SubscriptionProperties.ExactlyOnceDeliveryEnabled.ShouldBeFalse();
    }

    [Fact]
    public async Task Flow_control_holds_messages_back_until_one_is_acknowledged()
    {
        await using var live = await LiveEmulator.StartAsync();
        await live.CreateTopicAsync();
        await live.CreateSubscriptionAsync();
        using var stream = await live.OpenAsync(maxMessages: 2);
        await live.PublishAsync("a", "b", "c");

        var two = await stream.NextAsync(2);
        // Messages beyond the stream's limit are free for others.
        var third = (await live.PullAsync()).ShouldHaveSingleItem();
        await live.ModifyAsync(0, third.AckId);
        await stream.AcknowledgeAsync(two[0].AckId);

        (await stream.NextAsync()).Message.Data.ShouldBe(third.Message.Data);
    }

    [Fact]
    public async Task Messages_go_round_among_streams()
    {
        await using var live = await LiveEmulator.StartAsync();
        await live.CreateTopicAsync();
        await live.CreateSubscriptionAsync();
        using var one = await live.OpenAsync();
        using var two = await live.OpenAsync();
        await one.ReadAsync();
        await two.ReadAsync();

        await live.PublishAsync("a", "b", "c", "d");

        (await one.NextAsync(2)).Count.ShouldBe(2);
        (await two.NextAsync(2)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_broken_stream_keeps_its_leases_until_their_deadline()
    {
        var time = new FakeTimeProvider();
        var closed = new EventWaiter(EmulatorEventKind.StreamClosed);
        await using var live = await LiveEmulator.StartAsync(new() { TimeProvider = time, Observer = closed });
        await live.CreateTopicAsync();
        await live.CreateSubscriptionAsync();
        var stream = await live.OpenAsync(deadline: 30);
        await live.PublishAsync("x");
        await stream.NextAsync();

        stream.Dispose();
        await closed.Happened.WaitAsync(PullStream.Patience);

        (await live.PullAsync()).ShouldBeEmpty();
        time.Advance(TimeSpan.FromSeconds(30));
        (await live.PullAsync()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_lease_that_runs_out_is_sent_again_without_anybody_asking()
    {
        var time = new FakeTimeProvider();
        await using var live = await LiveEmulator.StartAsync(new() { TimeProvider = time });
        await live.CreateTopicAsync();
        await live.CreateSubscriptionAsync();
        using var stream = await live.OpenAsync();
        await live.PublishAsync("x");
        var first = await stream.NextAsync();

        time.Advance(TimeSpan.FromSeconds(10));

        var second = await stream.NextAsync();
        second.Message.MessageId.ShouldBe(first.Message.MessageId);
        second.AckId.ShouldNotBe(first.AckId);
    }

    [Fact]
    public async Task A_stream_ends_with_not_found_when_its_subscription_is_deleted()
    {
        await using var live = await LiveEmulator.StartAsync();
        await live.CreateTopicAsync();
        await live.CreateSubscriptionAsync();
        using var stream = await live.OpenAsync();
        await stream.ReadAsync();

        await live.Subscriber.DeleteSubscriptionAsync(new() { Subscription = Subscription() });

        await FailsAsync(StatusCode.NotFound, () => stream.ReadAsync());
    }

    [Fact]
    public async Task A_stream_whose_client_has_finished_ends_well()
    {
        await using var live = await LiveEmulator.StartAsync();
        await live.CreateTopicAsync();
        await live.CreateSubscriptionAsync();
        using var stream = await live.OpenAsync();
        await stream.ReadAsync();

        await stream.CompleteAsync();

        await Should.ThrowAsync<EndOfStreamException>(() => stream.ReadAsync());
    }

    [Theory]
    [InlineData("lengths")]
    [InlineData("negative")]
    [InlineData("garbage")]
    [InlineData("flow control")]
    [InlineData("subscription")]
    public async Task A_later_request_that_is_wrong_ends_the_stream_with_invalid_argument(string wrong)
    {
        await using var live = await LiveEmulator.StartAsync();
        await live.CreateTopicAsync();
        await live.CreateSubscriptionAsync();
        using var stream = await live.OpenAsync();
        await live.PublishAsync("x");
        var id = (await stream.NextAsync()).AckId;

        await stream.SendAsync(wrong switch
        {
            "lengths" => new() { ModifyDeadlineAckIds = { id }, ModifyDeadlineSeconds = { 10, 20 } },
            "negative" => new() { ModifyDeadlineAckIds = { id }, ModifyDeadlineSeconds = { -1 } },
            "garbage" => new() { AckIds = { "garbage" } },
            "flow control" => new() { MaxOutstandingMessages = 5 },
            _ => new() { Subscription = Subscription() },
        });

        await FailsAsync(StatusCode.InvalidArgument, () => stream.ReadAsync());
    }

    [Theory]
    [InlineData(0.9, EmulatorEventKind.Receipt)]
    [InlineData(1.1, EmulatorEventKind.LeaseExtended)]
    public async Task The_first_deadline_that_follows_a_delivery_at_once_is_told_as_its_receipt_and_later_ones_as_extensions(double seconds, EmulatorEventKind first)
    {
        var time = new FakeTimeProvider();
        var told = new EventWaiter(EmulatorEventKind.Acked);
        await using var live = await LiveEmulator.StartAsync(new() { TimeProvider = time, Observer = told });
        await live.CreateTopicAsync();
        await live.CreateSubscriptionAsync();
        await live.PublishAsync("x");
        var id = (await live.PullAsync()).Single().AckId;

        time.Advance(TimeSpan.FromSeconds(seconds));
        await live.ModifyAsync(10, id);
        await live.ModifyAsync(10, id);

        told.Events.Select(e => e.Kind).Where(k => k is EmulatorEventKind.Receipt or EmulatorEventKind.LeaseExtended).ShouldBe([first, EmulatorEventKind.LeaseExtended]);
    }

    [Fact]
    public async Task A_peer_says_its_worker_name_and_flow_control()
    {
        var opened = new EventWaiter(EmulatorEventKind.StreamOpened);
        await using var live = await LiveEmulator.StartAsync(new() { Observer = opened });
        await live.CreateTopicAsync();
        await live.CreateSubscriptionAsync();

        using var stream = await live.OpenAsync(maxMessages: 3, headers: new Metadata { { "x-pubsublab-worker", "w1" } });

        var e = await opened.Happened.WaitAsync(PullStream.Patience);
        e.Peer!.WorkerName.ShouldBe("w1");
        e.Peer.MaxOutstandingMessages.ShouldBe(3);
        e.Subscription.ShouldBe(Subscription());
    }

    [Fact]
    public async Task Ten_megabytes_pass()
    {
        await using var live = await LiveEmulator.StartAsync();
        await live.CreateTopicAsync();
        await live.CreateSubscriptionAsync();
        using var stream = await live.OpenAsync();
        var message = new PubsubMessage { Data = Google.Protobuf.ByteString.CopyFrom(new byte[9_990_000]) };

        await live.PublishAsync(message);

        (await stream.NextAsync()).Message.Data.Length.ShouldBe(9_990_000);
    }

    [Fact]
    public async Task An_open_stream_is_told_when_exactly_once_delivery_is_switched_on()
    {
        await using var live = await LiveEmulator.StartAsync();
        await live.CreateTopicAsync();
        await live.CreateSubscriptionAsync();
        using var stream = await live.OpenAsync();
        (await stream.ReadAsync()).SubscriptionProperties.ExactlyOnceDeliveryEnabled.ShouldBeFalse();

        await live.Subscriber.UpdateSubscriptionAsync(new()
        {
            Subscription = new() { Name = Subscription(), EnableExactlyOnceDelivery = true }, UpdateMask = new() { Paths = { "enable_exactly_once_delivery" } },
        });

        (await stream.ReadAsync()).SubscriptionProperties.ExactlyOnceDeliveryEnabled.ShouldBeTrue();
    }

    [Fact]
    public async Task Every_response_says_what_the_subscription_is_like()
    {
        await using var live = await LiveEmulator.StartAsync();
        await live.CreateTopicAsync();
        await live.CreateSubscriptionAsync(set: s =>
        {
            s.EnableMessageOrdering = true;
            s.EnableExactlyOnceDelivery = true;
        });
        using var stream = await live.OpenAsync();
        for (var i = 1; i <= 3; i++)
        {
            await live.PublishAsync($"{i}");
            var next = await stream.NextAsync();
            await stream.AcknowledgeAsync(next.AckId);
            await stream.UntilAsync(r => r.AcknowledgeConfirmation is not null);
        }

        stream.Responses.Count.ShouldBeGreaterThanOrEqualTo(6);
        stream.Responses.ShouldAllBe(r => r.SubscriptionProperties.MessageOrderingEnabled && r.SubscriptionProperties.ExactlyOnceDeliveryEnabled);
    }
}
