using Google.Cloud.PubSub.V1;
using Grpc.Core;
using PubSubLab.Client.Tests.Support;

namespace PubSubLab.Client.Tests.Subscribing;

public class LeaseTests
{
    private static readonly TimeSpan s_period = TimeSpan.FromSeconds(45);

    [Fact]
    public async Task A_receipt_takes_the_lease_when_a_message_arrives()
    {
        var script = new SubscriberScript();
        var stream = await script.StartAsync();

        stream.Send("a");

        await script.Service.AskedAsync("lease 60: a");
    }

    [Fact]
    public async Task A_lease_is_extended_a_window_before_it_ends_and_not_before()
    {
        var script = new SubscriberScript();
        var stream = await script.StartAsync();
        stream.Send("a");
        await script.Service.AskedAsync("lease 60: a");
        await script.Time.WaitedForAsync(s_period);
        script.Time.Advance(s_period - TimeSpan.FromTicks(1));
        script.Service.Times("lease 60: a").ShouldBe(1);

        script.Time.Advance(TimeSpan.FromTicks(1));

        await script.Service.AskedAsync("lease 60: a", times: 2);
    }

    [Theory]
    [InlineData(20, null, 10)]
    [InlineData(10, null, 5)]
    [InlineData(10, 5.0, 5)]
    [InlineData(600, 60.0, 540)]
    public async Task The_extension_window_is_at_most_half_the_deadline(int deadline, double? window, int period)
    {
        var script = new SubscriberScript(settings =>
        {
            settings.AckDeadline = TimeSpan.FromSeconds(deadline);
            settings.AckExtensionWindow = window is { } seconds ? TimeSpan.FromSeconds(seconds) : null;
        });
        var stream = await script.StartAsync();
        stream.Send("a");
        await script.Service.AskedAsync($"lease {deadline}: a");

        await script.Time.PassAsync(TimeSpan.FromSeconds(period));

        await script.Service.AskedAsync($"lease {deadline}: a", times: 2);
    }

    [Fact]
    public async Task A_lease_is_extended_until_the_longest_total_and_no_longer()
    {
        var script = new SubscriberScript(settings => settings.MaxTotalAckExtension = TimeSpan.FromSeconds(100));
        var stream = await script.StartAsync();
        stream.Send("a");
        await script.Service.AskedAsync("lease 60: a");
        await script.Time.PassAsync(s_period);
        await script.Service.AskedAsync("lease 60: a", times: 2);
        await script.Time.PassAsync(s_period);
        await script.Service.AskedAsync("lease 60: a", times: 3);

        await script.Time.PassAsync(s_period);
        stream.Send("b");
        await script.Service.AskedAsync("lease 60: b");
        await script.Time.PassAsync(s_period);
        await script.Service.AskedAsync("lease 60: b", times: 2);

        script.Service.Times("lease 60: a").ShouldBe(3);
    }

    [Fact]
    public async Task A_message_that_was_handled_needs_no_lease_any_more()
    {
        var script = new SubscriberScript();
        var stream = await script.StartAsync();
        stream.Send("a", "b");
        await script.Service.AskedAsync("lease 60: a b");

        script.Ack("a");
        await script.Service.AskedAsync("ack: a");
        await script.Time.PassAsync(s_period);

        await script.Service.AskedAsync("lease 60: b");
    }

    [Fact]
    public async Task A_refused_extension_is_asked_for_again_in_the_next_period()
    {
        var script = new SubscriberScript();
        script.Service.Answer = (what, _) => what == "lease 60" ? new RpcException(new Status(StatusCode.Unavailable, "not now")) : null;
        var stream = await script.StartAsync();
        stream.Send("a");
        await script.Service.AskedAsync("lease 60: a");

        await script.Time.PassAsync(s_period);
        await script.Service.AskedAsync("lease 60: a", times: 2);
        script.Ack("a");

        await script.Service.AskedAsync("ack: a");
        script.Run.IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task A_clock_that_is_set_back_does_not_let_leases_run_out()
    {
        var script = new SubscriberScript();
        var stream = await script.StartAsync();
        stream.Send("a");
        await script.Time.WaitedForAsync(s_period);
        script.Time.Jump(TimeSpan.FromHours(-3));

        script.Time.Advance(s_period);

        await script.Service.AskedAsync("lease 60: a", times: 2);
    }

    [Fact]
    public async Task A_clock_that_is_set_forward_gives_up_leases_but_loses_no_message()
    {
        var script = new SubscriberScript();
        var stream = await script.StartAsync();
        stream.Send("a");
        await script.Time.WaitedForAsync(s_period);
        script.Time.Jump(TimeSpan.FromHours(3));
        await script.Time.PassAsync(s_period);

        stream.Send("b");
        await script.Service.AskedAsync("lease 60: b");
        await script.Time.PassAsync(s_period);
        await script.Service.AskedAsync("lease 60: b", times: 2);
        script.Ack("a", "b");

        await Eventually.HoldsAsync(() => script.AckResponses.Count == 2, "both are acknowledged");
    }

    [Fact]
    public async Task The_first_request_says_the_deadline_and_the_limits()
    {
        var script = new SubscriberScript();
        var stream = await script.StartAsync();

        var first = await stream.WrittenAsync().EndsAsync();

        first.Subscription.ShouldBe(Lab.Subscription.ToString());
        first.StreamAckDeadlineSeconds.ShouldBe(60);
        first.MaxOutstandingMessages.ShouldBe(1_000);
        first.MaxOutstandingBytes.ShouldBe(100_000_000);
    }

    [Fact]
    public async Task With_legacy_flow_control_the_service_is_told_no_limits()
    {
        var script = new SubscriberScript(settings => settings.UseLegacyFlowControl = true);
        var stream = await script.StartAsync();

        var first = await stream.WrittenAsync().EndsAsync();

        (first.MaxOutstandingMessages, first.MaxOutstandingBytes).ShouldBe((0, 0));
    }

    [Fact]
    public async Task A_stream_with_messages_outstanding_is_kept_alive_with_empty_requests()
    {
        var script = new SubscriberScript();
        var stream = await script.StartAsync();
        await stream.WrittenAsync().EndsAsync();
        stream.Send("a");
        await script.HandledAsync("a");

        await script.Time.PassAsync(TimeSpan.FromSeconds(25));

        (await stream.WrittenAsync().EndsAsync()).ShouldBe(new StreamingPullRequest());
    }
}
