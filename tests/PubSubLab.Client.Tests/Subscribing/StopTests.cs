using Google.Api.Gax;
using Google.Cloud.PubSub.V1;
using PubSubLab.Client.Tests.Support;

namespace PubSubLab.Client.Tests.Subscribing;

public class StopTests
{
    private static readonly TimeSpan s_minute = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Waiting_for_processing_handles_what_was_taken_and_takes_no_more()
    {
        var script = new SubscriberScript(settings => settings.FlowControlSettings = new FlowControlSettings(1, null));
        var stream = await script.StartAsync();
        stream.Send("a", "b");
        await script.HandledAsync("a");

        var stopped = script.StopAsync();
        await Eventually.HoldsAsync(() => stream.ClientIsDone, "the client ends its side of the stream");
        script.Ack("a", "b");

        await stopped.EndsAsync();
        await script.Run.EndsAsync();
        script.Started.ShouldBe(["a", "b"]);
        script.Service.Times("ack: a").ShouldBe(1);
        script.Service.Times("ack: b").ShouldBe(1);
        script.Service.OpenedUnseen.ShouldBe(0);
        script.IsShutDown.ShouldBeTrue();
        script.Time.Waits.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_arrives_after_the_stop_is_nacked()
    {
        var script = new SubscriberScript();
        var stream = await script.StartAsync();
        stream.Polite = false;
        stream.Send("a");
        await script.HandledAsync("a");

        var stopped = script.StopAsync();
        await Eventually.HoldsAsync(() => stream.ClientIsDone, "the client ends its side of the stream");
        stream.Send("late");
        await script.Service.AskedAsync("nack: late");
        stream.Close();
        script.Ack("a");

        await stopped.EndsAsync();
        script.Started.ShouldBe(["a"]);
    }

    [Fact]
    public async Task A_service_that_does_not_end_the_stream_is_not_waited_for()
    {
        var script = new SubscriberScript();
        var stream = await script.StartAsync();
        stream.Polite = false;

        var stopped = script.StopAsync();
        await script.Time.PassAsync(TimeSpan.FromMilliseconds(500));

        await stopped.EndsAsync();
        stream.IsOver.ShouldBeTrue();
    }

    [Fact]
    public async Task A_service_that_cannot_be_reached_does_not_hold_the_stop_up()
    {
        var script = new SubscriberScript();
        script.Service.Unreachable = true;
        await script.StartAsync();

        var stopped = script.StopAsync();
        await script.Time.PassAsync(TimeSpan.FromMilliseconds(500));

        await stopped.EndsAsync();
    }

    [Fact]
    public async Task Stopping_while_a_stream_waits_to_be_opened_again_ends_at_once()
    {
        var script = new SubscriberScript();
        (await script.StartAsync()).Close();
        await script.Time.WaitedForAsync(TimeSpan.FromSeconds(0.5));

        await script.StopAsync().EndsAsync();

        script.Service.OpenedUnseen.ShouldBe(0);
    }

    [Fact]
    public async Task Nacking_gives_all_back_at_once_and_tells_running_handlers_so()
    {
        var script = new SubscriberScript(settings => settings.FlowControlSettings = new FlowControlSettings(1, null));
        var stream = await script.StartAsync();
        stream.Send("running", "waiting");
        await script.HandledAsync("running");

        var stopped = script.StopAsync(s_minute, SubscriberClient.ShutdownMode.NackImmediately);
        await script.Service.NackedAsync("running", "waiting");
        script.HandlerToken.IsCancellationRequested.ShouldBeTrue();
        stopped.IsCompleted.ShouldBeFalse();
        script.Ack("running");

        await stopped.EndsAsync();
        script.Started.ShouldBe(["running"]);
        script.Service.Times("ack: running").ShouldBe(0);
        script.AckResponses.ShouldBeEmpty();
        script.NackResponses.ShouldBeEmpty();
        script.Time.Waits.ShouldBeEmpty();
    }

    [Fact]
    public async Task Nacking_does_not_wait_for_the_handler_of_the_same_key()
    {
        var script = new SubscriberScript();
        var stream = await script.StartAsync();
        stream.Ordered = true;
        stream.Send("k:1", "k:2", "k:3");
        await script.HandledAsync("k:1");

        var stopped = script.StopAsync(s_minute, SubscriberClient.ShutdownMode.NackImmediately);
        await script.Service.NackedAsync("k:1", "k:2", "k:3");
        script.Ack("k:1");

        await stopped.EndsAsync();
        script.Started.ShouldBe(["k:1"]);
    }

    [Fact]
    public async Task Waiting_turns_into_nacking_in_the_last_thirty_seconds()
    {
        var script = new SubscriberScript(settings => settings.FlowControlSettings = new FlowControlSettings(1, null));
        var stream = await script.StartAsync();
        stream.Send("running", "waiting");
        await script.HandledAsync("running");

        var stopped = script.StopAsync(s_minute);
        await script.Time.PassAsync(TimeSpan.FromSeconds(30));

        await script.Service.NackedAsync("running", "waiting");
        script.Ack("running");
        await stopped.EndsAsync();
    }

    [Fact]
    public async Task The_stop_ends_with_its_timeout_although_a_handler_does_not_end()
    {
        var script = new SubscriberScript(settings => settings.FlowControlSettings = new FlowControlSettings(1, null));
        var stream = await script.StartAsync();
        stream.Send("hangs", "waiting");
        await script.HandledAsync("hangs");

        var stopped = script.StopAsync(s_minute);
        await script.Time.PassAsync(TimeSpan.FromSeconds(30));
        await script.Service.NackedAsync("hangs", "waiting");
        script.HandlerToken.IsCancellationRequested.ShouldBeTrue();
        stopped.IsCompleted.ShouldBeFalse();
        await script.Time.PassAsync(TimeSpan.FromSeconds(30));
        await script.Time.PassAsync(TimeSpan.FromSeconds(1));

        await Should.ThrowAsync<OperationCanceledException>(() => stopped.EndsAsync());
        script.IsShutDown.ShouldBeTrue();
        script.Time.Waits.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_stop_without_time_ends_although_messages_wait_for_a_handler_that_hangs()
    {
        var script = new SubscriberScript(settings => settings.FlowControlSettings = new FlowControlSettings(1, null));
        var stream = await script.StartAsync();
        stream.Send("hangs", "waiting");
        await script.HandledAsync("hangs");

        var stopped = script.StopAsync(TimeSpan.Zero);
        await script.Time.PassAsync(TimeSpan.FromSeconds(1));

        await Should.ThrowAsync<OperationCanceledException>(() => stopped.EndsAsync());
    }

    [Fact]
    public async Task A_service_that_does_not_answer_acks_does_not_hold_the_stop_up_beyond_its_timeout()
    {
        var script = new SubscriberScript();
        var stream = await script.StartAsync();
        script.Service.Silent = true;
        stream.Send("a");
        script.Ack("a");
        await script.Service.AskedAsync("ack: a");

        var stopped = script.StopAsync(s_minute);
        await script.Time.PassAsync(TimeSpan.FromSeconds(30));
        await script.Time.PassAsync(TimeSpan.FromSeconds(30));

        await Should.ThrowAsync<OperationCanceledException>(() => stopped.EndsAsync());
        script.Time.Waits.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(SubscriberClient.Reply.Ack)]
    [InlineData(SubscriberClient.Reply.Nack)]
    public async Task A_stop_in_the_pause_before_another_attempt_is_a_stop_and_no_failure(SubscriberClient.Reply reply)
    {
        var script = new SubscriberScript();
        var stream = await script.StartAsync();
        (script.Service.Silent, script.Service.Pausing) = (true, true);
        stream.Send("a");
        await script.HandledAsync("a");
        if (reply == SubscriberClient.Reply.Ack)
        {
            script.Ack("a");
        }
        else
        {
            script.Nack("a");
        }

        await script.Service.AskedAsync(reply == SubscriberClient.Reply.Ack ? "ack: a" : "nack: a");

        var stopped = script.StopAsync(TimeSpan.Zero);

        await Should.ThrowAsync<OperationCanceledException>(() => stopped.EndsAsync());
        stopped.IsCanceled.ShouldBeTrue();
    }

    [Fact]
    public async Task A_second_stop_that_is_for_at_once_cuts_the_first_short()
    {
        var script = new SubscriberScript();
        var stream = await script.StartAsync();
        stream.Send("hangs");
        await script.HandledAsync("hangs");
        var stopped = script.StopAsync(s_minute);
        script.StopAsync(s_minute).IsCompleted.ShouldBeFalse();
        script.HandlerToken.IsCancellationRequested.ShouldBeFalse();

        _ = script.Subscriber.StopAsync(new SubscriberClient.ShutdownOptions(), new CancellationToken(canceled: true));
        await Eventually.HoldsAsync(() => script.HandlerToken.IsCancellationRequested, "the handler is told to end");
        script.Ack("hangs");

        await Should.ThrowAsync<OperationCanceledException>(() => stopped.EndsAsync());
        script.Time.Waits.ShouldBeEmpty();
        script.IsShutDown.ShouldBeTrue();
    }

    [Fact]
    public async Task The_token_of_the_stop_ends_it_at_once()
    {
        using var now = new CancellationTokenSource();
        var script = new SubscriberScript();
        var stream = await script.StartAsync();
        stream.Send("a");
        await script.HandledAsync("a");
        var stopped = script.Subscriber.StopAsync(new SubscriberClient.ShutdownOptions(), now.Token);

        await now.CancelAsync();
        await Eventually.HoldsAsync(() => script.HandlerToken.IsCancellationRequested, "the handler is told to end");
        script.Nack("a");

        await Should.ThrowAsync<OperationCanceledException>(() => stopped.EndsAsync());
        (await Record.ExceptionAsync(() => script.Run)).ShouldBeOfType<OperationCanceledException>();
    }
}
