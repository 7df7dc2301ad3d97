using Google.Cloud.PubSub.V1;
using Google.Protobuf.WellKnownTypes;
using PubSubLab.Emulator.Tests.Support;
using static PubSubLab.Emulator.Tests.Support.LiveEmulator;

namespace PubSubLab.Emulator.Tests.Service;

/// <summary>Which of the messages that wait are sent, and which that were acknowledged are kept.</summary>
public sealed class TurnTests
{
    [Fact]
    public async Task Messages_that_came_back_and_new_ones_take_turns()
    {
        await using var live = await LiveEmulator.StartAsync();
        await live.CreateTopicAsync();
        await live.CreateSubscriptionAsync();
        await live.PublishAsync("back", "back", "back", "back");
        await live.ModifyAsync(0, [.. (await live.PullAsync()).Select(m => m.AckId)]);
        await live.PublishAsync("new", "new", "new", "new");

        var texts = (await live.PullAsync(max: 4)).Select(m => m.Message.Data.ToStringUtf8()).Order().ToArray();

        texts.ShouldBe(["back", "back", "new", "new"]);
    }

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 0)]
    public async Task Acknowledged_messages_are_let_go_when_they_are_no_longer_to_be_retained(bool isTurnedOff, int expected)
    {
        await using var live = await LiveEmulator.StartAsync();
        await live.CreateTopicAsync();
        await live.CreateSubscriptionAsync(set: s => s.RetainAckedMessages = true);
        await live.PublishAsync("x");
        await live.AcknowledgeAsync([.. (await live.PullAsync()).Select(m => m.AckId)]);

        if (isTurnedOff)
        {
            await RetainAsync(live, false);
            await RetainAsync(live, true);
        }

        await live.Subscriber.SeekAsync(new() { Subscription = Subscription(), Time = new Timestamp() });
        (await live.PullAsync()).Count.ShouldBe(expected);
    }

    private static async Task RetainAsync(LiveEmulator live, bool retain) => await live.Subscriber.UpdateSubscriptionAsync(new()
    {
        Subscription = new Subscription { Name = Subscription(), Topic = Topic(), RetainAckedMessages = retain },
        UpdateMask = new FieldMask { Paths = { "retain_acked_messages" } },
    });
}
