using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;
using Google.Api.Gax;
using Google.Cloud.PubSub.V1;
using Google.Protobuf;
using Grpc.Core;
using PubSubLab.Client.Tests.Publishing;
using PubSubLab.Client.Tests.Subscribing;
using PubSubLab.Client.Tests.Support;

namespace PubSubLab.Client.Tests.Diagnostics;

[Collection(TelemetryCollection.Name)]
public class TelemetryTests
{
    [Fact]
    public async Task A_handler_runs_in_a_span_whose_parent_is_the_span_of_its_message()
    {
        using var listening = new Listening();
        var publishing = new PublisherScript();
        var id = publishing.Publisher.PublishAsync("a");
        var call = await publishing.Service.NextAsync();
        var message = call.Messages.Single();
        call.Succeed();
        await id.EndsAsync();
        message.Attributes.Keys.ShouldContain("googclient_traceparent");
        ActivityContext? inHandler = null;
        var script = new SubscriberScript();
        _ = script.Subscriber.StartAsync((_, _) =>
        {
            inHandler = Activity.Current?.Context;
            return Task.FromResult(SubscriberClient.Reply.Ack);
        });
        var stream = await script.Service.OpenedAsync();

        message.MessageId = "1";
        stream.Send(new StreamingPullResponse { ReceivedMessages = { new ReceivedMessage { AckId = "1", Message = message } } });

        await script.Service.AskedAsync("ack: 1");
        var create = listening.Span("t create");
        var process = listening.Span("s process");
        process.ParentSpanId.ShouldBe(create.SpanId);
        process.TraceId.ShouldBe(create.TraceId);
        process.Kind.ShouldBe(ActivityKind.Consumer);
        process.GetTagItem("messaging.message.id").ShouldBe("1");
        process.GetTagItem("messaging.gcp_pubsub.result").ShouldBe("ack");
        inHandler!.Value.SpanId.ShouldBe(process.SpanId);
    }

    [Fact]
    public async Task The_span_of_a_message_belongs_to_its_publisher_and_the_request_links_to_all()
    {
        using var listening = new Listening();
        using var mine = new Activity("mine").Start();
        var script = new PublisherScript(new BatchingSettings(2, null, null));

        var a = script.Publisher.PublishAsync("a");
        Activity.Current.ShouldBe(mine);
        var b = script.Publisher.PublishAsync("b");
        (await script.Service.NextAsync()).Succeed();
        await Task.WhenAll(a, b).EndsAsync();

        await Eventually.HoldsAsync(() => listening.Spans.Count == 3, "all spans end");
        var creates = listening.Spans.Where(span => span.DisplayName == "t create").ToList();
        var publish = listening.Span("t publish");
        creates.ShouldAllBe(create => create.ParentSpanId == mine.SpanId && create.Kind == ActivityKind.Producer);
        creates.Select(create => create.GetTagItem("messaging.message.id")).ShouldBe(["a", "b"], ignoreOrder: true);
        publish.Parent.ShouldBeNull();
        publish.GetTagItem("messaging.batch.message_count").ShouldBe(2);
        publish.GetTagItem("messaging.operation").ShouldBe("publish");
        publish.GetTagItem("messaging.destination.name").ShouldBe("t");
        publish.Links.Select(link => link.Context.SpanId).ShouldBe(creates.Select(create => create.SpanId), ignoreOrder: true);
    }

    [Fact]
    public async Task The_publisher_s_own_message_is_not_changed()
    {
        using var listening = new Listening();
        var script = new PublisherScript();
        var message = new PubsubMessage { Data = ByteString.CopyFromUtf8("a") };

        _ = script.Publisher.PublishAsync(message);

        (await script.Service.NextAsync()).Messages.Single().Attributes.ShouldNotBeEmpty();
        message.Attributes.ShouldBeEmpty();
    }

    [Fact]
    public async Task While_nobody_listens_messages_carry_nothing()
    {
        var script = new PublisherScript();

        _ = script.Publisher.PublishAsync("a");

        (await script.Service.NextAsync()).Messages.Single().Attributes.ShouldBeEmpty();
    }

    [Fact]
    public void While_nobody_listens_nothing_is_allocated()
    {
        var message = new PubsubMessage { Data = ByteString.CopyFromUtf8("a") };
        var batch = new Batch(Lab.Topic);
        var name = Lab.Subscription;
        var subscription = name.ToString();
        List<OutstandingDelivery> deliveries = [];
        Say();

        var before = GC.GetAllocatedBytesForCurrentThread();
        Say();

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);

        void Say()
        {
            var creating = PublisherTelemetry.StartCreating(Lab.Topic, ref message);
            PublisherTelemetry.Sent(Lab.Topic, batch, PublisherTelemetry.StartSending(Lab.Topic, batch), PublisherTelemetry.SendingSince(), null);
            PublisherTelemetry.Created(creating, "1", null);
            SubscriberTelemetry.StreamOpened(subscription, 1);
            SubscriberTelemetry.Outstanding(subscription, 1);
            SubscriberTelemetry.LeasesExtended(subscription, 1, 60);
            SubscriberTelemetry.Handled(name, SubscriberTelemetry.StartHandling(name, message), "1", SubscriberClient.Reply.Ack, null);
            SubscriberTelemetry.SettleAnswered(subscription, true, deliveries, TimeSpan.Zero, null);
            SubscriberTelemetry.Settled(subscription, true, CollectionsMarshal.AsSpan(deliveries), SettleOutcome.Confirmed, null);
            SubscriberTelemetry.StreamLost(subscription, 1, TimeSpan.Zero, null);
        }
    }

    [Fact]
    public async Task A_handler_that_fails_fails_its_span_and_is_told_as_an_event()
    {
        using var listening = new Listening();
        var script = new SubscriberScript();
        var stream = await script.StartAsync();
        stream.Send("a");

        script.Throw("a", new FormatException("a handler that fails"));

        await script.Service.AskedAsync("nack: a");
        var span = listening.Span("s process");
        span.Status.ShouldBe(ActivityStatusCode.Error);
        span.StatusDescription.ShouldBe("a handler that fails");
        span.GetTagItem("messaging.gcp_pubsub.result").ShouldBe("nack");
        var told = listening.Events.Single(each => each.Name == "HandlerFailed").Payload;
        told["messageId"].ShouldBe("a");
        told["exception"].ShouldBeOfType<FormatException>();
    }

    [Fact]
    public async Task A_publish_that_fails_fails_its_spans_and_is_told_as_an_event()
    {
        using var listening = new Listening();
        var script = new PublisherScript();
        var id = script.Publisher.PublishAsync("a");

        (await script.Service.NextAsync()).Fail(StatusCode.PermissionDenied);

        await Should.ThrowAsync<RpcException>(() => id.EndsAsync());
        await Eventually.HoldsAsync(() => listening.Spans.Count == 2, "both spans end");
        listening.Spans.ShouldAllBe(span => span.Status == ActivityStatusCode.Error);
        listening.Events.Single(each => each.Name == "BatchPublished").Payload["exception"].ShouldBeOfType<RpcException>();
    }

    [Fact]
    public async Task Batches_outstanding_messages_and_the_latency_of_acks_are_measured()
    {
        using var listening = new Listening();
        var publishing = new PublisherScript(new BatchingSettings(3, null, null));
        var ids = new[] { "a", "b", "c" }.Select(text => publishing.Publisher.PublishAsync(text)).ToList();
        (await publishing.Service.NextAsync()).Succeed();
        await Task.WhenAll(ids).EndsAsync();
        var script = new SubscriberScript();
        var stream = await script.StartAsync();
        stream.Send("a", "b");
        await script.HandledAsync("a", "b");
        listening.Values("pubsub.client.outstanding_messages").Sum().ShouldBe(2);

        script.Time.Advance(TimeSpan.FromSeconds(3));
        script.Ack("a", "b");

        await Eventually.HoldsAsync(() => script.AckResponses.Count == 2, "both are acknowledged");
        await Eventually.HoldsAsync(() => listening.Values("pubsub.client.ack.latency").Count() == 2, "both are measured");
        listening.Values("pubsub.client.publish.batch_size").ShouldBe([3]);
        listening.Values("pubsub.client.publish.duration").Single().ShouldBeGreaterThan(0);
        listening.Values("pubsub.client.outstanding_messages").Sum().ShouldBe(0);
        listening.Values("pubsub.client.ack.batch_size").Sum().ShouldBe(2);
        listening.Values("pubsub.client.ack.latency").ShouldAllBe(seconds => seconds == 3);
        listening.Values("pubsub.client.lease.extensions").Sum().ShouldBe(2);
    }

    [Fact]
    public async Task Streams_leases_and_replies_are_told_as_events()
    {
        using var listening = new Listening();
        var script = new SubscriberScript();
        var stream = await script.StartAsync();
        stream.Send("a");
        await script.Service.AskedAsync("lease 60: a");
        script.Ack("a");
        await listening.SettledAsync("a", "ack", "confirmed");

        stream.Break(StatusCode.Unavailable);
        await script.Time.PassAsync(TimeSpan.FromSeconds(0.5));
        await script.Service.OpenedAsync();

        await Eventually.HoldsAsync(() => listening.Events.Count(each => each.Name == "StreamOpened") == 2, "the stream is open again");
        listening.Events.Select(each => each.Name).Distinct().ShouldBe(["StreamOpened", "StreamAnswered", "LeasesExtended", "Settled", "StreamLost"], ignoreOrder: true);
        listening.Events.ShouldAllBe(each => (string)each.Payload["subscription"]! == "projects/p/subscriptions/s");
        listening.Events.Single(each => each.Name == "Settled").Payload["messageIds"].ShouldBe(new List<string> { "a" });
        listening.Events.Single(each => each.Name == "StreamLost").Payload["pause"].ShouldBe(TimeSpan.FromSeconds(0.5));
    }

    [Fact]
    public async Task An_ack_that_the_service_refuses_is_told_as_failed_and_one_that_it_takes_as_confirmed()
    {
        using var listening = new Listening();
        var script = new SubscriberScript();
        script.Service.Answer = (what, ids) =>
            what == "ack" && ids.Contains("a") ? new RpcException(new Grpc.Core.Status(StatusCode.PermissionDenied, "refused")) : null;
        var stream = await script.StartAsync();

        stream.Send("a");
        script.Ack("a");
        await listening.SettledAsync("a", "ack", "failed");
        stream.Send("b");
        script.Ack("b");
        await listening.SettledAsync("b", "ack", "confirmed");

        listening.Events.Count(each => each.Name == "Settled").ShouldBe(2);
    }

    [Fact]
    public async Task Under_exactly_once_each_ack_of_a_request_is_told_with_its_own_outcome()
    {
        using var listening = new Listening();
        var script = new SubscriberScript();
        script.Service.Answer = (what, _) => what == "ack"
            ? ExactlyOnceTests.Failure(("stale", "PERMANENT_FAILURE_INVALID_ACK_ID"), ("late", "TRANSIENT_FAILURE_SERVICE_UNAVAILABLE"))
            : null;
        var stream = await script.StartAsync();
        stream.ExactlyOnce = true;
        stream.Send("fine", "stale", "late");
        await script.HandledAsync("fine", "stale", "late");

        script.Ack("fine", "stale", "late");

        await listening.SettledAsync("fine", "ack", "confirmed");
        await listening.SettledAsync("stale", "ack", "failed");
        await listening.SettledAsync("late", "ack", "retried");
        script.Service.Answer = (_, _) => null;
        await script.Time.PassAsync(TimeSpan.FromSeconds(1));
        await listening.SettledAsync("late", "ack", "confirmed");
    }

    [Fact]
    public async Task An_ack_of_a_message_that_was_given_back_before_is_told_as_unsent()
    {
        using var listening = new Listening();
        var script = new SubscriberScript();
        var stream = await script.StartAsync();
        stream.Send("a");
        await script.HandledAsync("a");

        var stop = script.StopAsync(mode: SubscriberClient.ShutdownMode.NackImmediately);
        await listening.SettledAsync("a", "nack", "confirmed");
        script.Ack("a");
        await stop.EndsAsync();

        await listening.SettledAsync("a", "ack", "unsent");
        script.Service.Times("ack: a").ShouldBe(0);
    }

    [Fact]
    public async Task A_reply_is_told_in_the_context_of_the_code_that_started_the_subscriber()
    {
        var owner = new AsyncLocal<string?>();
        var owners = new ConcurrentQueue<(string? Owner, object? Outcome)>();
        using var listening = new Listening();
        listening.Hears = (name, payload) =>
        {
            if (name == "Settled")
            {
                owners.Enqueue((owner.Value, payload["outcome"]));
            }
        };
        owner.Value = "mine";
        var script = new SubscriberScript();
        var stream = await script.StartAsync();
        owner.Value = "another's";
        stream.Send("a", "b");
        await script.HandledAsync("a", "b");
        script.Ack("a");
        await listening.SettledAsync("a", "ack", "confirmed");

        var stop = script.StopAsync(mode: SubscriberClient.ShutdownMode.NackImmediately);
        await listening.SettledAsync("b", "nack", "confirmed");
        script.Ack("b");
        await stop.EndsAsync();
        await listening.SettledAsync("b", "ack", "unsent");

        owners.ShouldContain(("mine", "confirmed"));
        owners.ShouldContain(("mine", "unsent"));
    }

    [Theory]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "b7ad6b7169203331")]
    [InlineData("nonsense", "0000000000000000")]
    [InlineData("", "0000000000000000")]
    public void A_context_that_cannot_be_read_is_none(string attribute, string span)
    {
        var message = new PubsubMessage { Attributes = { ["googclient_traceparent"] = attribute } };

        TraceContext.Extract(message).SpanId.ToHexString().ShouldBe(span);
    }
}
