using Google.Cloud.PubSub.V1;
using Google.Rpc;
using Grpc.Core;
using Microsoft.Extensions.Time.Testing;
using PubSubLab.Emulator.Tests.Support;
using static PubSubLab.Emulator.Tests.Support.LiveEmulator;

namespace PubSubLab.Emulator.Tests.Service;

public sealed class ExactlyOnceTests
{
    [Fact]
    public async Task A_stale_ack_id_is_refused_with_its_fate_in_an_error_info_and_the_others_are_done()
    {
        var time = new FakeTimeProvider();
        await using var live = await StartAsync(time);
        await live.PublishAsync("x", "y");
        var old = await live.PullAsync(max: 1);
        time.Advance(TimeSpan.FromSeconds(10));
        var now = await live.PullAsync();

        var error = await FailsAsync(StatusCode.InvalidArgument, () => live.AcknowledgeAsync(old[0].AckId, now[0].AckId, now[1].AckId));

        var info = error.GetRpcStatus()!.GetDetail<ErrorInfo>()!;
        info.Metadata.ShouldHaveSingleItem();
        info.Metadata[old[0].AckId].ShouldBe("PERMANENT_FAILURE_INVALID_ACK_ID");
        time.Advance(TimeSpan.FromSeconds(600));
        (await live.PullAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_stale_deadline_change_is_refused_too()
    {
        var time = new FakeTimeProvider();
        await using var live = await StartAsync(time);
        await live.PublishAsync("x");
        var old = (await live.PullAsync()).ShouldHaveSingleItem();
        time.Advance(TimeSpan.FromSeconds(10));

        var error = await FailsAsync(StatusCode.InvalidArgument, () => live.ModifyAsync(10, old.AckId));

        error.GetRpcStatus()!.GetDetail<ErrorInfo>()!.Metadata[old.AckId].ShouldBe("PERMANENT_FAILURE_INVALID_ACK_ID");
    }

    [Fact]
    public async Task A_stream_confirms_acknowledgements_and_deadlines()
    {
        var time = new FakeTimeProvider();
        await using var live = await StartAsync(time);
        using var stream = await live.OpenAsync();
        await live.PublishAsync("x");
        var first = await stream.NextAsync();
        stream.Responses[0].SubscriptionProperties.ExactlyOnceDeliveryEnabled.ShouldBeTrue();
        time.Advance(TimeSpan.FromSeconds(10));
        var second = await stream.NextAsync();

        await stream.ModifyAsync(30, second.AckId);
        (await stream.UntilAsync(r => r.ModifyAckDeadlineConfirmation is not null)).ModifyAckDeadlineConfirmation.AckIds.ShouldBe([second.AckId]);
        await stream.AcknowledgeAsync(first.AckId, second.AckId);
        var confirmation = (await stream.UntilAsync(r => r.AcknowledgeConfirmation is not null)).AcknowledgeConfirmation;

        confirmation.AckIds.ShouldBe([second.AckId]);
        confirmation.InvalidAckIds.ShouldBe([first.AckId]);
    }

    [Fact]
    public async Task Messages_of_a_key_are_acknowledged_in_order_only_and_acknowledged_ones_do_not_come_back()
    {
        var time = new FakeTimeProvider();
        await using var live = await StartAsync(time, ordering: true);
        await live.PublishAsync(Message("a", "key"), Message("b", "key"), Message("c", "key"));
        var first = await live.PullAsync();

        var error = await FailsAsync(StatusCode.InvalidArgument, () => live.AcknowledgeAsync(first[1].AckId));
        error.GetRpcStatus()!.GetDetail<ErrorInfo>()!.Metadata[first[1].AckId].ShouldStartWith("TRANSIENT_FAILURE_");
        await live.AcknowledgeAsync(first[0].AckId);
        await live.ModifyAsync(0, first[1].AckId);

        (await live.PullAsync()).Select(m => m.Message.Data.ToStringUtf8()).ShouldBe(["b", "c"]);
    }

    [Fact]
    public async Task An_acknowledgement_of_more_than_512_kib_is_refused_and_one_just_below_is_taken()
    {
        await using var live = await LiveEmulator.StartAsync();
        await live.CreateTopicAsync();
        await live.CreateSubscriptionAsync();
        await live.PublishAsync("x");
        var id = (await live.PullAsync())[0].AckId;
        var request = new AcknowledgeRequest { Subscription = Subscription() };
        while (request.CalculateSize() <= 524_288)
        {
            request.AckIds.Add(id);
        }

        (await FailsAsync(StatusCode.InvalidArgument, async () => await live.Subscriber.AcknowledgeAsync(request))).Status.Detail.ShouldContain("524288");
        request.AckIds.RemoveAt(0);
        await live.Subscriber.AcknowledgeAsync(request);
        request.CalculateSize().ShouldBeGreaterThan(500_000);
    }

    private static async Task<LiveEmulator> StartAsync(TimeProvider time, bool ordering = false)
    {
        var live = await LiveEmulator.StartAsync(new() { TimeProvider = time });
        await live.CreateTopicAsync();
        await live.CreateSubscriptionAsync(set: s =>
        {
            s.EnableExactlyOnceDelivery = true;
            s.EnableMessageOrdering = ordering;
        });
        return live;
    }
}
