using Microsoft.Extensions.Time.Testing;
using PubSubLab.Emulator.Tests.Support;
using static PubSubLab.Emulator.Tests.Support.LiveEmulator;

namespace PubSubLab.Emulator.Tests.Service;

public sealed class OrderingTests
{
    [Fact]
    public async Task A_nack_brings_the_message_and_all_later_ones_of_its_key_again_acknowledged_ones_too()
    {
        await using var live = await StartAsync();
        await live.PublishAsync([.. "abcde".Select(c => Message($"{c}", "key")), Message("other", "other")]);
        var first = await live.PullAsync();
        Texts(first).ShouldBe(["a", "b", "c", "d", "e", "other"], ignoreOrder: true);
        var byText = first.ToDictionary(m => m.Message.Data.ToStringUtf8(), m => m.AckId);

        await live.AcknowledgeAsync(byText["a"], byText["c"], byText["d"], byText["e"], byText["other"]);
        await live.ModifyAsync(0, byText["b"]);

        var again = await live.PullAsync();
        Texts(again).ShouldBe(["b", "c", "d", "e"]);
        await live.AcknowledgeAsync([.. again.Select(m => m.AckId)]);
        (await live.PullAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_later_message_of_a_key_waits_while_a_pull_has_earlier_ones()
    {
        await using var live = await StartAsync();
        await live.PublishAsync(Message("a", "key"), Message("b", "key"));

        var a = (await live.PullAsync(max: 1)).ShouldHaveSingleItem();
        (await live.PullAsync()).ShouldBeEmpty();
        await live.AcknowledgeAsync(a.AckId);

        Texts(await live.PullAsync()).ShouldBe(["b"]);
    }

    [Fact]
    public async Task The_messages_of_a_key_go_to_one_stream_while_any_is_outstanding()
    {
        await using var live = await StartAsync();
        using var one = await live.OpenAsync();
        using var two = await live.OpenAsync();
        await one.ReadAsync();
        await two.ReadAsync();

        await live.PublishAsync([.. Enumerable.Range(0, 10).Select(i => Message($"{i}", "key"))]);

        var received = await one.NextAsync(10);
        Texts(received).ShouldBe(Enumerable.Range(0, 10).Select(i => $"{i}"));
    }

    [Fact]
    public async Task An_expired_lease_replays_the_key_in_order()
    {
        var time = new FakeTimeProvider();
        await using var live = await StartAsync(new() { TimeProvider = time });
        await live.PublishAsync(Message("a", "key"), Message("b", "key"), Message("c", "key"));
        var first = await live.PullAsync();
        await live.AcknowledgeAsync(first[1].AckId, first[2].AckId);

        time.Advance(TimeSpan.FromSeconds(10));

        Texts(await live.PullAsync()).ShouldBe(["a", "b", "c"]);
    }

    [Fact]
    public async Task A_backoff_holds_the_whole_key_and_no_other()
    {
        var time = new FakeTimeProvider();
        await using var live = await StartAsync(new() { TimeProvider = time }, s => s.RetryPolicy = new() { MinimumBackoff = Seconds(5) });
        await live.PublishAsync(Message("a", "key"), Message("b", "key"), Message("x", "other"));
        var first = await live.PullAsync();
        await live.ModifyAsync(0, [.. first.Where(m => m.Message.Data.ToStringUtf8() != "b").Select(m => m.AckId)]);

        (await live.PullAsync()).ShouldBeEmpty();
        await live.PublishAsync(Message("c", "key"), Message("n", "new"));
        Texts(await live.PullAsync()).ShouldBe(["n"]);
        time.Advance(TimeSpan.FromSeconds(5));

        Texts(await live.PullAsync()).ShouldBe(["a", "b", "c", "x"], ignoreOrder: true);
    }

    [Fact]
    public async Task Messages_of_two_keys_cannot_be_published_in_one_request()
    {
        await using var live = await StartAsync();

        var error = await FailsAsync(Grpc.Core.StatusCode.FailedPrecondition, async () => await live.Publisher.PublishAsync(new()
        {
            Topic = Topic(), Messages = { Message("a", "one"), Message("b", "two") },
        }));

        error.Status.Detail.ShouldContain("messages[1].ordering_key");
        await FailsAsync(Grpc.Core.StatusCode.FailedPrecondition, async () => await live.Publisher.PublishAsync(new()
        {
            Topic = Topic(), Messages = { Message("a"), Message("b", "two") },
        }));
        (await live.PullAsync()).ShouldBeEmpty();
    }

    private static IEnumerable<string> Texts(IEnumerable<Google.Cloud.PubSub.V1.ReceivedMessage> messages) =>
        messages.Select(m => m.Message.Data.ToStringUtf8());

    private static async Task<LiveEmulator> StartAsync(PubSubEmulatorOptions? options = null, Action<Google.Cloud.PubSub.V1.Subscription>? set = null)
    {
        var live = await LiveEmulator.StartAsync(options);
        await live.CreateTopicAsync();
        await live.CreateSubscriptionAsync(set: s =>
        {
            s.EnableMessageOrdering = true;
            set?.Invoke(s);
        });
        return live;
    }
}
