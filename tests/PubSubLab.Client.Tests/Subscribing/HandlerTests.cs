using Google.Cloud.PubSub.V1;
using PubSubLab.Client.Tests.Support;

namespace PubSubLab.Client.Tests.Subscribing;

public class HandlerTests
{
    [Fact]
    public async Task An_exception_of_the_handler_is_a_nack_and_the_subscriber_goes_on()
    {
        var script = new SubscriberScript();
        var stream = await script.StartAsync();
        stream.Send("a");

        script.Throw("a", new FormatException("a handler that fails"));
        await script.Service.AskedAsync("nack: a");
        script.Log.Notes.ShouldContain("Warning: The handler failed on message a, which is nacked. (a handler that fails)");
        stream.Send("b");
        script.Ack("b");

        await script.Service.AskedAsync("ack: b");
    }

    [Fact]
    public async Task Handlers_of_a_key_run_one_after_another_and_in_order()
    {
        var script = new SubscriberScript();
        var stream = await script.StartAsync();
        stream.Ordered = true;
        stream.Send("k:1", "k:2", "other:1", "k:3");
        await script.HandledAsync("k:1", "other:1");
        script.Started.ShouldNotContain("k:2");

        script.Ack("k:1");
        await script.HandledAsync("k:2");
        script.Started.ShouldNotContain("k:3");
        script.Throw("k:2", new FormatException("a handler that fails"));

        await script.HandledAsync("k:3");
        script.Started.Where(message => message.StartsWith('k')).ShouldBe(["k:1", "k:2", "k:3"]);
    }

    [Fact]
    public async Task Without_ordering_on_the_subscription_keys_hold_nothing_up()
    {
        var script = new SubscriberScript();
        var stream = await script.StartAsync();

        stream.Send("k:1", "k:2");

        await script.HandledAsync("k:1", "k:2");
    }

    [Fact]
    public async Task The_delivery_attempt_is_on_the_message_where_the_service_counts_it()
    {
        var attempts = new TaskCompletionSource<(int?, int?)>();
        var script = new SubscriberScript();
        int? first = null;
        script.Subscriber.StartAsync((message, _) =>
        {
            if (message.MessageId == "counted")
            {
                first = message.GetDeliveryAttempt();
            }
            else
            {
                attempts.TrySetResult((first, message.GetDeliveryAttempt()));
            }

            return Task.FromResult(SubscriberClient.Reply.Ack);
        }).IsCompleted.ShouldBeFalse();
        var stream = await script.Service.OpenedAsync();
        stream.Send(new StreamingPullResponse { ReceivedMessages = { new ReceivedMessage { AckId = "1", DeliveryAttempt = 3, Message = new PubsubMessage { MessageId = "counted" } } } });
        await script.Service.AskedAsync("ack: 1");

        stream.Send("plain");

        (await attempts.Task.EndsAsync()).ShouldBe((3, null));
    }

    [Fact]
    public async Task Replies_are_reported_to_a_subscription_handler()
    {
        var script = new SubscriberScript();
        var stream = await script.StartAsync();
        stream.Send("a", "b");

        script.Ack("a");
        script.Nack("b");

        await Eventually.HoldsAsync(() => script.AckResponses.Count == 1 && script.NackResponses.Count == 1, "both replies are reported");
        script.AckResponses.Single().ShouldSatisfyAllConditions(
            response => response.MessageId.ShouldBe("a"),
            response => response.Status.ShouldBe(AcknowledgementStatus.Success),
            response => response.FailureMessage.ShouldBeNull());
        script.NackResponses.Single().MessageId.ShouldBe("b");
    }

    [Fact]
    public async Task An_exception_of_a_report_ends_the_subscriber_with_it()
    {
        var script = new SubscriberScript { ThrownByReports = new FormatException("a report that fails") };
        var stream = await script.StartAsync();
        stream.Send("a");

        script.Ack("a");

        (await Should.ThrowAsync<FormatException>(() => script.Run.EndsAsync())).Message.ShouldBe("a report that fails");
        script.IsShutDown.ShouldBeTrue();
    }

    [Fact]
    public async Task A_subscriber_starts_once_and_stops_only_when_started()
    {
        var script = new SubscriberScript();
        await Should.ThrowAsync<InvalidOperationException>(() => script.StopAsync());
        await script.Subscriber.DisposeAsync();
        await script.StartAsync();

        Should.Throw<InvalidOperationException>(() => { _ = script.Subscriber.StartAsync(script); });
        await script.StopAsync().EndsAsync();
        await script.StopAsync().EndsAsync();
    }
}
