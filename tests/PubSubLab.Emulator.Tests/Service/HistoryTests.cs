using Google.Cloud.PubSub.V1;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.Extensions.Time.Testing;
using PubSubLab.Emulator.Tests.Support;
using static PubSubLab.Emulator.Tests.Support.LiveEmulator;

namespace PubSubLab.Emulator.Tests.Service;

/// <summary>The history as a test suite uses it.</summary>
public sealed class HistoryTests
{
    private static readonly PubSubEmulatorOptions s_options = new() { KeepHistory = true };

    [Fact]
    public async Task A_wait_ends_with_an_event_that_came_before_it_and_with_one_that_comes_later()
    {
        await using var live = await OpenAsync(s_options);
        var history = live.Emulator.History;
        await live.PublishAsync("a");
        (await history.WaitForAsync(IsPublished, TimeSpan.Zero)).MessageId.ShouldBe("1");

        var later = history.WaitForAsync(static e => e.MessageId == "2", Eventually.Patience, TestContext.Current.CancellationToken);
        later.IsCompleted.ShouldBeFalse();
        await live.PublishAsync("b");

        (await later.EndsAsync()).Message!.Data.ToArray().ShouldBe("b"u8.ToArray());
    }

    [Fact]
    public async Task A_wait_for_several_events_gives_them_in_order()
    {
        await using var live = await OpenAsync(s_options);
        var three = live.Emulator.History.WaitForManyAsync(IsPublished, 3, Eventually.Patience, TestContext.Current.CancellationToken);
        await live.PublishAsync("a");
        await live.PublishAsync("b", "c");

        (await three.EndsAsync()).Select(static e => e.MessageId).ShouldBe(["1", "2", "3"]);
    }

    [Fact]
    public async Task A_wait_is_over_by_the_emulators_clock_and_its_error_has_the_newest_events()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 3, 14, 12, 0, 0, TimeSpan.Zero));
        await using var live = await OpenAsync(s_options with { TimeProvider = time });
        await live.PublishAsync("hello");
        var acked = live.Emulator.History.WaitForAsync(static e => e.Kind == EmulatorEventKind.Acked, TimeSpan.FromMinutes(10), TestContext.Current.CancellationToken);

        time.Advance(TimeSpan.FromMinutes(10) - TimeSpan.FromTicks(1));
        acked.IsCompleted.ShouldBeFalse();
        time.Advance(TimeSpan.FromTicks(1));

        var late = await Should.ThrowAsync<TimeoutException>(() => acked.EndsAsync());
        late.Message.ShouldStartWith("0 of 1 events matched within 600 s of the emulator's clock. The history has 3 events:");
        late.Message.ShouldContain("12:00:00.000 Published projects/test/topics/topic");
        late.Message.ShouldEndWith(": message 1 \"hello\"");
    }

    [Fact]
    public async Task A_wait_ends_with_its_token_although_the_clock_stands_still()
    {
        await using var live = await OpenAsync(s_options with { TimeProvider = new FakeTimeProvider() });
        using var token = new CancellationTokenSource();
        var wait = live.Emulator.History.WaitForAsync(static _ => false, Timeout.InfiniteTimeSpan, token.Token);

        await token.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => wait.EndsAsync());
    }

    [Fact]
    public async Task A_predicate_may_ask_the_history_and_its_exception_is_the_waiters()
    {
        await using var live = await OpenAsync(s_options);
        var history = live.Emulator.History;
        var two = history.WaitForAsync(e => e.MessageId == "2" && history.Published("topic").Count == 2, Eventually.Patience, TestContext.Current.CancellationToken);
        var broken = history.WaitForAsync(static e => IsPublished(e) ? throw new FormatException("wrong") : false, Eventually.Patience, TestContext.Current.CancellationToken);
        await live.PublishAsync("a");
        await live.PublishAsync("b");

        (await two.EndsAsync()).MessageId.ShouldBe("2");
        (await Should.ThrowAsync<FormatException>(() => broken.EndsAsync())).Message.ShouldBe("wrong");
    }

    [Fact]
    public async Task A_wait_goes_on_after_the_history_was_cleared()
    {
        await using var live = await OpenAsync(s_options);
        var wait = live.Emulator.History.WaitForAsync(IsPublished, Eventually.Patience, TestContext.Current.CancellationToken);
        live.Emulator.History.Clear();
        live.Emulator.History.ToString().ShouldBe("The history has no events.");

        await live.PublishAsync("a");

        (await wait.EndsAsync()).MessageId.ShouldBe("1");
    }

    [Fact]
    public async Task A_short_name_stands_for_the_only_project()
    {
        await using var live = await OpenAsync(s_options);
        await live.PublishAsync("a");
        await live.PullAsync();
        var emulator = live.Emulator;

        emulator.History.Published("topic").ShouldHaveSingleItem();
        emulator.History.Deliveries("subscription").ShouldHaveSingleItem();
        emulator.Faults.BreakStreams("subscription").ShouldBe(0);
        EmulatorInspection.Of(emulator).Backlog("subscription")!.Outstanding.ShouldBe(1);
        EmulatorInspection.Of(emulator).Peek("subscription", 1)!.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_resource_that_is_refused_does_not_make_its_project_known()
    {
        await using var live = await OpenAsync(s_options);
        await live.PublishAsync("a");

        await FailsAsync(StatusCode.NotFound, async () => await live.Subscriber.CreateSubscriptionAsync(new Subscription
        {
            Name = "projects/other/subscriptions/subscription", Topic = Topic(), DeadLetterPolicy = new() { DeadLetterTopic = "projects/other/topics/none" },
        }));

        live.Emulator.History.Published("topic").ShouldHaveSingleItem();
        EmulatorInspection.Of(live.Emulator).Backlog("subscription")!.Waiting.ShouldBe(1);
    }

    [Fact]
    public async Task A_short_name_without_a_project_is_refused_with_the_projects_and_the_way_out()
    {
        await using var none = await StartAsync(s_options);
        Should.Throw<ArgumentException>(() => none.Emulator.History.Published("orders")).Message
            .ShouldStartWith("\"orders\" does not name its project, and the emulator has none. Write projects/PROJECT/topics/orders, or set PubSubEmulatorOptions.ProjectId.");

        await using var two = await OpenAsync(s_options);
        await two.Publisher.CreateTopicAsync(new Topic { Name = "projects/other/topics/topic" });
        Should.Throw<ArgumentException>(() => two.Emulator.History.Deliveries("s")).Message.ShouldContain("the emulator has other, test. Write projects/PROJECT/subscriptions/s");
        two.Emulator.ResetProject("projects/other");
        two.Emulator.History.Published("topic").ShouldBeEmpty();

        await using var set = await OpenAsync(s_options with { ProjectId = "test" });
        await set.Publisher.CreateTopicAsync(new Topic { Name = "projects/other/topics/topic" });
        await set.PublishAsync("a");
        set.Emulator.History.Published("topic").ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("projects/test/subscriptions/topic")]
    [InlineData("projects/test/topic/topic")]
    [InlineData("test/topics/topic")]
    [InlineData("projects//topics/topic")]
    [InlineData("projects/test/topics/")]
    public async Task A_name_of_another_form_is_refused_and_finds_nothing_silently(string name)
    {
        await using var live = await OpenAsync(s_options);

        Should.Throw<ArgumentException>(() => live.Emulator.History.Published(name)).Message
            .ShouldStartWith($"\"{name}\" is not the name of a topic. Write projects/PROJECT/topics/ID, or the id alone.");
    }

    [Fact]
    public async Task Events_and_messages_are_lines_that_a_failed_assertion_can_show()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 3, 14, 12, 0, 1, 250, TimeSpan.Zero));
        await using var live = await OpenAsync(s_options with { TimeProvider = time });
        await live.PublishAsync(Message("hello \"you\"", "", ("region", "eu"), ("kind", "a")));
        await live.PublishAsync(Message(new string('x', 100), "key-1"));
        await live.PublishAsync(new PubsubMessage { Data = ByteString.CopyFrom(0xFF, 0x00) }, new PubsubMessage { Attributes = { ["only"] = "attributes" } });
        await live.PublishAsync(Message("a" + string.Concat(Enumerable.Repeat("😀", 40)), ""));
        await live.PullAsync(max: 1);

        live.Emulator.History.Published("topic").Select(static m => m.ToString()).ShouldBe(
        [
            "message 1 \"hello \\\"you\\\"\", kind: \"a\", region: \"eu\"",
            $"message 2 \"{new string('x', 60)}\"… (100 bytes), ordering key \"key-1\"",
            "message 3 2 bytes 0xFF00",
            "message 4 without data, only: \"attributes\"",
            $"message 5 \"a{string.Concat(Enumerable.Repeat(@"\uD83D\uDE00", 29))}\"… (161 bytes)",
        ]);
        var delivered = live.Emulator.History.Deliveries("subscription")[0];
        (delivered with { Peer = null }).ToString().ShouldBe(
            "12:00:01.250 Delivered projects/test/subscriptions/subscription, attempt 1: message 1 \"hello \\\"you\\\"\", kind: \"a\", region: \"eu\"");
        delivered.ToString().ShouldContain(", client 127.0.0.1:");
        (delivered with { Message = null, Peer = null, Detail = "why" }).ToString().ShouldEndWith(", attempt 1: message 1 (why)");
        live.Emulator.ToString().ShouldBe($"emulator on {live.Emulator.Endpoint}");
    }

    private static bool IsPublished(EmulatorEvent e) => e.Kind == EmulatorEventKind.Published;

    private static async Task<LiveEmulator> OpenAsync(PubSubEmulatorOptions options)
    {
        var live = await StartAsync(options);
        await live.CreateTopicAsync();
        await live.CreateSubscriptionAsync();
        return live;
    }
}
