using System.Text.Json;
using Google.Cloud.PubSub.V1;
using PubSubLab.Emulator.Tests.Support;
using static PubSubLab.Emulator.Tests.Support.LiveEmulator;

namespace PubSubLab.Emulator.Tests.Control;

/// <summary>Backlogs as another program asks for them.</summary>
public sealed class BacklogControlTests
{
    [Fact]
    public async Task A_backlog_is_counted_and_shown_and_nothing_is_taken_out()
    {
        var clock = new FakeClock();
        await using var live = await StartAsync(clock.Options);
        await live.CreateTopicAsync();
        await live.CreateSubscriptionAsync(set: static s => s.RetryPolicy = new() { MinimumBackoff = Seconds(60) });
        await live.CreateSubscriptionAsync("other", set: static s => s.Filter = "attributes:none");
        await live.PublishAsync(Message("a", "", ("k", "v")), Message("b"), Message("c"));
        var pulled = await live.PullAsync(max: 2);
        await live.ModifyAsync(0, pulled[1].AckId);
        clock.Advance(TimeSpan.FromSeconds(3));
        using var control = await ControlClient.OpenAsync(live.Emulator);

        var both = (await control.OkAsync("GET", "backlogs?project=test")).GetProperty("backlogs");
        both.EnumerateArray().Select(static b => (b.GetProperty("subscription").GetString(), b.GetProperty("waiting").GetString(), b.GetProperty("outstanding").GetString(), b.GetProperty("messages").GetArrayLength()))
            .ShouldBe([(Subscription("other"), "0", "0", 0), (Subscription(), "2", "1", 0)]);
        both[0].TryGetProperty("oldestAge", out _).ShouldBeFalse("there is no message");
        both[1].GetProperty("oldestAge").GetString().ShouldBe("3s");

        for (var i = 0; i < 2; i++)
        {
            var one = await OneAsync(control, "backlogs?subscription=subscription&messages=10");
            one.GetProperty("messages").EnumerateArray().Select(static m => (Text(m), m.GetProperty("state").GetString(), m.GetProperty("failures").GetInt32(), m.GetProperty("age").GetString()))
                .ShouldBe([("a", "OUTSTANDING", 0, "3s"), ("b", "BACKING_OFF", 1, "3s"), ("c", "WAITING", 0, "3s")]);
            one.GetProperty("messages")[0].GetProperty("message").GetProperty("attributes").GetProperty("k").GetString().ShouldBe("v");
        }

        (await OneAsync(control, "backlogs?project=test&subscription=subscription&messages=1")).GetProperty("messages").GetArrayLength().ShouldBe(1);
    }

    [Fact]
    public async Task Bodies_beyond_the_limit_of_an_answer_stay_out_of_it()
    {
        await using var live = await StartAsync();
        await live.CreateTopicAsync();
        await live.CreateSubscriptionAsync();
        var large = new string('x', 5 << 20);
        foreach (var text in new[] { large, large, "small" })
        {
            await live.PublishAsync(text);
        }

        using var control = await ControlClient.OpenAsync(live.Emulator);
        var messages = (await OneAsync(control, "backlogs?subscription=subscription&messages=3")).GetProperty("messages");

        messages.EnumerateArray().Select(static m => Text(m).Length).ShouldBe([5 << 20, 0, 5]);
        messages[1].GetProperty("message").GetProperty("messageId").GetString().ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public async Task What_is_not_there_has_no_backlog_and_what_is_no_name_is_refused()
    {
        await using var live = await StartAsync();
        await live.CreateTopicAsync();
        await live.CreateSubscriptionAsync();
        using var control = await ControlClient.OpenAsync(live.Emulator);

        foreach (var query in new[] { "subscription=nothing", "project=other", "project=other&subscription=subscription", $"project=other&subscription={Subscription()}" })
        {
            (await control.OkAsync("GET", $"backlogs?{query}")).GetProperty("backlogs").GetArrayLength().ShouldBe(0, query);
        }

        (await control.FailsAsync(400, "INVALID_ARGUMENT", "GET", "backlogs?project=a/b")).ShouldBe("project: \"a/b\" is not a project. Write its id, or projects/ID.");
        (await control.FailsAsync(400, "INVALID_ARGUMENT", "GET", "backlogs?subscription=a/b")).ShouldStartWith("subscription: \"a/b\" is not the name of a subscription.");
        foreach (var count in new[] { -1, 1_001 })
        {
            (await control.FailsAsync(400, "INVALID_ARGUMENT", "GET", $"backlogs?messages={count}")).ShouldContain($"{count}");
        }
    }

    private static async Task<JsonElement> OneAsync(ControlClient control, string query) =>
        (await control.OkAsync("GET", query)).GetProperty("backlogs").EnumerateArray().ShouldHaveSingleItem();

    private static string Text(JsonElement unacked) =>
        unacked.GetProperty("message").TryGetProperty("data", out var data) ? System.Text.Encoding.UTF8.GetString(data.GetBytesFromBase64()) : "";
}
