using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Google.Cloud.PubSub.V1;
using PubSubLab.Emulator.Diagnostics;
using PubSubLab.Emulator.InProcess;
using PubSubLab.Emulator.Tests.Control;
using PubSubLab.Emulator.Tests.Support;
using static PubSubLab.Emulator.Tests.Support.LiveEmulator;

namespace PubSubLab.Emulator.Tests.Diagnostics;

/// <summary>Spans and measurements of the emulator. Other tests run beside these, so each looks for a topic of its own.</summary>
public sealed class EmulatorTelemetryTests
{
    private const string Parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    [Fact]
    public async Task Spans_are_children_of_the_span_that_the_message_names()
    {
        var spans = new ConcurrentQueue<Activity>();
        using var listening = Listen(spans, "spans");
        await using var live = await OpenAsync("spans");
        await live.Publisher.PublishAsync(new PublishRequest { Topic = Topic("spans-topic"), Messages = { Message("x", "", ("googclient_traceparent", Parent), ("googclient_tracestate", "a=b")) } });
        var received = await live.PullAsync("spans-sub");
        await live.Subscriber.AcknowledgeAsync(new AcknowledgeRequest { Subscription = Subscription("spans-sub"), AckIds = { received[0].AckId } });

        spans.Select(static s => s.DisplayName).ShouldBe(["spans-topic publish", "spans-sub deliver"]);
        spans.ShouldAllBe(static s => s.TraceId.ToString() == "0af7651916cd43dd8448eb211c80319c" && s.ParentSpanId.ToString() == "b7ad6b7169203331" && s.TraceStateString == "a=b");
        var deliver = spans.Last();
        deliver.Kind.ShouldBe(ActivityKind.Producer);
        deliver.GetTagItem("messaging.system").ShouldBe("gcp_pubsub");
        deliver.GetTagItem("messaging.operation.name").ShouldBe("deliver");
        deliver.GetTagItem("messaging.destination.name").ShouldBe("spans-sub");
        deliver.GetTagItem("gcp.project_id").ShouldBe("test");
        deliver.GetTagItem("messaging.message.id").ShouldBe("1");
        deliver.GetTagItem("messaging.gcp_pubsub.message.delivery_attempt").ShouldBe(1);
        deliver.GetTagItem("messaging.gcp_pubsub.result").ShouldBe("ack");
    }

    [Theory]
    [InlineData("none")]
    [InlineData("00-zz-b7ad6b7169203331-01")]
    [InlineData("00-00000000000000000000000000000000-b7ad6b7169203331-01")]
    public async Task A_context_that_cannot_be_read_begins_a_trace(string parent)
    {
        var spans = new ConcurrentQueue<Activity>();
        var name = $"broken{parent.Length}";
        using var listening = Listen(spans, name);
        // Everything happens in the caller's context, whose own span is no parent and stays the current one.
        await using var emulator = new InProcessEmulator(new FakeClock().Options);
        using var around = new Activity("around").Start();
        emulator.CreateTopic(Topic($"{name}-topic"));
        await emulator.PublishAsync(Topic($"{name}-topic"), Message("x", "", ("googclient_traceparent", parent)));

        var span = spans.ShouldHaveSingleItem();
        span.ParentSpanId.ShouldBe(default);
        span.TraceId.ShouldNotBe(around.TraceId);
        Activity.Current.ShouldBe(around);
    }

    [Fact]
    public async Task A_nack_the_end_of_a_lease_and_the_end_of_the_subscription_end_a_delivery()
    {
        var spans = new ConcurrentQueue<Activity>();
        using var listening = Listen(spans, "ends");
        var clock = new FakeClock();
        await using var live = await OpenAsync("ends", clock.Options);
        await live.Publisher.PublishAsync(new PublishRequest { Topic = Topic("ends-topic"), Messages = { Message("x") } });
        var received = await live.PullAsync("ends-sub");
        await live.Subscriber.ModifyAckDeadlineAsync(new ModifyAckDeadlineRequest { Subscription = Subscription("ends-sub"), AckIds = { received[0].AckId } });
        await live.PullAsync("ends-sub");
        clock.Time.Advance(TimeSpan.FromSeconds(11));
        await live.PullAsync("ends-sub");
        spans.Count.ShouldBe(3);
        await live.Subscriber.DeleteSubscriptionAsync(new DeleteSubscriptionRequest { Subscription = Subscription("ends-sub") });

        spans.Skip(1).Select(static s => (s.GetTagItem("messaging.gcp_pubsub.message.delivery_attempt"), s.GetTagItem("messaging.gcp_pubsub.result")))
            .ShouldBe([(1, "nack"), (2, "expired"), (3, null)]);
    }

    [Fact]
    public async Task A_push_request_carries_the_context_of_its_span()
    {
        var spans = new ConcurrentQueue<Activity>();
        using var listening = Listen(spans, "push");
        await using var endpoint = await PushEndpoint.StartAsync(static call => call == 1 ? 500 : 204);
        await using var live = await StartAsync();
        await live.CreateTopicAsync("push-topic");
        await live.CreateSubscriptionAsync("push-sub", "push-topic", s => s.PushConfig = new PushConfig { PushEndpoint = endpoint.Url });
        await live.Publisher.PublishAsync(new PublishRequest { Topic = Topic("push-topic"), Messages = { Message("x", "", ("googclient_traceparent", Parent)) } });
        var requests = new[] { await endpoint.NextAsync(), await endpoint.NextAsync() };
        await Eventually.HoldsAsync(() => spans.Count(static s => s.DisplayName == "push-sub push") == 2, "both requests have spans");

        var pushes = spans.Where(static s => s.DisplayName == "push-sub push").ToArray();
        requests.Select(static r => r.Headers["traceparent"]).ShouldBe(pushes.Select(static p => p.Id));
        pushes.ShouldAllBe(static p => p.ParentSpanId.ToString() == "b7ad6b7169203331" && p.Kind == ActivityKind.Client);
        pushes.Select(static p => (p.GetTagItem("messaging.gcp_pubsub.result"), p.Status)).ShouldBe([("nack", ActivityStatusCode.Error), ("ack", ActivityStatusCode.Unset)]);
    }

    [Fact]
    public async Task Messages_are_counted_and_the_backlog_is_measured()
    {
        var measured = new ConcurrentDictionary<string, long>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = static (instrument, it) =>
        {
            if (instrument.Meter.Name == "PubSubLab.Emulator")
            {
                it.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            var texts = tags.ToArray().Select(static t => $"{t.Value}").ToArray();
            if (texts[0].Contains("measured-", StringComparison.Ordinal))
            {
                measured.AddOrUpdate(string.Join(' ', [instrument.Name, .. texts]), value, (_, sum) => instrument.IsObservable ? value : sum + value);
            }
        });
        listener.Start();
        await using var live = await OpenAsync("measured");
        await live.Publisher.PublishAsync(new PublishRequest { Topic = Topic("measured-topic"), Messages = { Message("x"), Message("y"), Message("z") } });
        var received = await live.PullAsync("measured-sub", max: 2);
        await live.Subscriber.AcknowledgeAsync(new AcknowledgeRequest { Subscription = Subscription("measured-sub"), AckIds = { received[0].AckId } });
        listener.RecordObservableInstruments();

        var (topic, subscription) = (Topic("measured-topic"), Subscription("measured-sub"));
        measured.OrderBy(static m => m.Key, StringComparer.Ordinal).Select(static m => (m.Key, m.Value)).ShouldBe(
        [
            ($"pubsublab.emulator.backlog {subscription} outstanding", 1), ($"pubsublab.emulator.backlog {subscription} waiting", 1),
            ($"pubsublab.emulator.delivered {subscription}", 2), ($"pubsublab.emulator.published {topic}", 3), ($"pubsublab.emulator.settled {subscription} ack", 1),
        ]);
    }

    [Fact]
    public void Without_a_listener_nothing_is_on_and_nothing_is_allocated()
    {
        using var telemetry = new EmulatorTelemetry();
        telemetry.IsOn.ShouldBeFalse();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++)
        {
            _ = telemetry.IsOn;
        }

        GC.GetAllocatedBytesForCurrentThread().ShouldBe(before);
    }

    private static ActivityListener Listen(ConcurrentQueue<Activity> spans, string prefix)
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name == "PubSubLab.Emulator",
            Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span =>
            {
                if (span.DisplayName.StartsWith(prefix + "-", StringComparison.Ordinal))
                {
                    spans.Enqueue(span);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }

    private static async Task<LiveEmulator> OpenAsync(string name, PubSubEmulatorOptions? options = null)
    {
        var live = await StartAsync(options);
        await live.CreateTopicAsync($"{name}-topic");
        await live.CreateSubscriptionAsync($"{name}-sub", $"{name}-topic");
        return live;
    }
}
