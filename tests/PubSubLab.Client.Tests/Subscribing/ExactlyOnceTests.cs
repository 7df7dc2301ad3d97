using Google.Cloud.PubSub.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using PubSubLab.Client.Tests.Server;
using PubSubLab.Client.Tests.Support;
using Status = Grpc.Core.Status;

namespace PubSubLab.Client.Tests.Subscribing;

public class ExactlyOnceTests
{
    private const string Permanent = "PERMANENT_FAILURE_INVALID_ACK_ID";
    private const string Transient = "TRANSIENT_FAILURE_SERVICE_UNAVAILABLE";

    [Fact]
    public async Task A_handler_starts_only_after_its_receipt_is_confirmed()
    {
        var script = new SubscriberScript();
        script.Service.Answer = (what, _) => what.StartsWith("lease", StringComparison.Ordinal) ? Failure(("a", Transient)) : null;
        var stream = await StartAsync(script);
        stream.Send("a", "b");
        await script.HandledAsync("b");
        script.Started.ShouldBe(["b"]);
        script.Service.Answer = (_, _) => null;

        await script.Time.PassAsync(TimeSpan.FromSeconds(1));

        await script.HandledAsync("a");
    }

    [Fact]
    public async Task A_message_whose_receipt_is_refused_for_good_is_left_to_be_delivered_again()
    {
        var script = new SubscriberScript();
        script.Service.Answer = (what, ids) => what.StartsWith("lease", StringComparison.Ordinal) && ids.Contains("a") ? Failure(("a", Permanent)) : null;
        var stream = await StartAsync(script);

        stream.Send("a", "b");
        await script.HandledAsync("b");
        script.Ack("b");
        await script.Service.AskedAsync("ack: b");
        await script.StopAsync().EndsAsync();

        script.Started.ShouldBe(["b"]);
        script.Service.Times("nack: a").ShouldBe(0);
    }

    [Fact]
    public async Task A_lease_that_is_taken_late_lets_no_later_message_of_its_key_overtake()
    {
        var script = new SubscriberScript();
        script.Service.Answer = (what, ids) => what.StartsWith("lease", StringComparison.Ordinal) && ids.Count > 1 ? Failure(("k:1", Transient)) : null;
        var stream = await StartAsync(script);
        stream.Ordered = true;
        stream.Send("k:1", "k:2");
        await script.Time.PassAsync(TimeSpan.FromSeconds(1));
        await script.HandledAsync("k:1");

        script.Ack("k:1", "k:2");

        await script.HandledAsync("k:2");
        script.Started.ShouldBe(["k:1", "k:2"]);
    }

    [Fact]
    public async Task A_lease_that_is_refused_gives_the_later_messages_of_its_key_back()
    {
        var script = new SubscriberScript();
        script.Service.Answer = (what, _) => what.StartsWith("lease", StringComparison.Ordinal) ? Failure(("k:2", Permanent)) : null;
        var stream = await StartAsync(script);
        stream.Ordered = true;

        stream.Send("k:1", "k:2", "k:3", "other:1");

        await script.HandledAsync("k:1", "other:1");
        await script.Service.AskedAsync("nack: k:3");
        script.Ack("k:1", "other:1");
        await script.StopAsync().EndsAsync();
        script.Started.ShouldBe(["k:1", "other:1"], ignoreOrder: true);
    }

    [Fact]
    public async Task An_ack_that_fails_in_passing_is_tried_again_and_reported_when_it_is_settled()
    {
        var script = new SubscriberScript();
        script.Service.Answer = (what, _) => what == "ack" ? Failure(("a", Transient)) : null;
        var stream = await StartAsync(script);
        stream.Send("a");
        script.Ack("a");
        await script.Service.AskedAsync("ack: a");
        await script.Time.PassAsync(TimeSpan.FromSeconds(1));
        await script.Service.AskedAsync("ack: a", times: 2);
        script.AckResponses.ShouldBeEmpty();
        script.Service.Answer = (_, _) => null;

        await script.Time.PassAsync(TimeSpan.FromSeconds(2));

        await Eventually.HoldsAsync(() => script.AckResponses.Count == 1, "the ack is reported");
        script.AckResponses.Single().Status.ShouldBe(AcknowledgementStatus.Success);
    }

    [Fact]
    public async Task A_nack_that_fails_in_passing_is_tried_again_as_a_nack()
    {
        var script = new SubscriberScript();
        script.Service.Answer = (what, _) => what == "nack" ? Failure(("a", Transient)) : null;
        var stream = await StartAsync(script);
        stream.Send("a");
        script.Nack("a");
        await script.Service.AskedAsync("nack: a");
        script.Service.Answer = (_, _) => null;

        await script.Time.PassAsync(TimeSpan.FromSeconds(1));

        await Eventually.HoldsAsync(() => script.NackResponses.Count == 1, "the nack is reported");
        script.Service.Times("nack: a").ShouldBe(2);
        script.Service.Times("ack: a").ShouldBe(0);
    }

    [Theory]
    [InlineData(StatusCode.DeadlineExceeded)]
    [InlineData(StatusCode.ResourceExhausted)]
    [InlineData(StatusCode.Aborted)]
    [InlineData(StatusCode.Internal)]
    [InlineData(StatusCode.Unavailable)]
    public async Task An_ack_that_fails_with_a_passing_code_and_no_details_is_tried_again(StatusCode code)
    {
        var script = new SubscriberScript();
        script.Service.Answer = (what, _) => what == "ack" ? new RpcException(new Status(code, "the reason")) : null;
        var stream = await StartAsync(script);
        stream.Send("a");
        script.Ack("a");
        await script.Service.AskedAsync("ack: a");
        script.Service.Answer = (_, _) => null;

        await script.Time.PassAsync(TimeSpan.FromSeconds(1));

        await Eventually.HoldsAsync(() => script.AckResponses.Count == 1, "the ack is reported");
        script.AckResponses.Single().Status.ShouldBe(AcknowledgementStatus.Success);
    }

    [Fact]
    public async Task A_message_without_a_key_is_handled_when_the_lease_of_another_without_a_key_is_lost()
    {
        var script = new SubscriberScript();
        script.Service.Answer = (what, _) => what.StartsWith("lease", StringComparison.Ordinal) ? Failure(("a", Permanent)) : null;
        var stream = await StartAsync(script);
        stream.Ordered = true;

        stream.Send("a", "b");

        await script.HandledAsync("b");
        script.Service.Times("nack: b").ShouldBe(0);
    }

    [Fact]
    public async Task An_ack_is_given_up_after_ten_minutes()
    {
        var script = new SubscriberScript();
        script.Service.Answer = (what, _) => what == "ack" ? Failure(("a", Transient)) : null;
        var stream = await StartAsync(script);
        script.Time.Advance(TimeSpan.FromMinutes(20));
        stream.Send("a");
        script.Ack("a");
        await script.Service.AskedAsync("ack: a");
        var total = TimeSpan.Zero;
        for (var attempt = 2; script.AckResponses.IsEmpty; attempt++)
        {
            var pause = TimeSpan.FromSeconds(Math.Min(64, Math.Pow(2, attempt - 2)));
            await script.Time.PassAsync(pause);
            total += pause;
            await Eventually.HoldsAsync(
                () => !script.AckResponses.IsEmpty || script.Time.Waits.Any(wait => wait == TimeSpan.FromSeconds(Math.Min(64, Math.Pow(2, attempt - 1)))),
                "the ack is tried again, or given up");
        }

        total.ShouldBeInRange(TimeSpan.FromSeconds(536), TimeSpan.FromSeconds(600));
        script.AckResponses.Single().Status.ShouldBe(AcknowledgementStatus.Other);
        script.AckResponses.Single().FailureMessage.ShouldContain(Transient);
    }

    [Fact]
    public async Task Each_ack_of_a_request_is_reported_with_its_own_outcome()
    {
        var script = new SubscriberScript();
        script.Service.Answer = (what, ids) => what == "ack" && ids.Contains("stale") ? Failure(("stale", Permanent)) : null;
        var stream = await StartAsync(script);
        stream.Send("fine", "stale");
        await script.HandledAsync("fine", "stale");

        script.Ack("fine", "stale");

        await Eventually.HoldsAsync(() => script.AckResponses.Count == 2, "both acks are reported");
        script.AckResponses.Single(response => response.MessageId == "fine").Status.ShouldBe(AcknowledgementStatus.Success);
        script.AckResponses.Single(response => response.MessageId == "stale").Status.ShouldBe(AcknowledgementStatus.InvalidAckId);
    }

    [Theory]
    [InlineData(StatusCode.PermissionDenied, AcknowledgementStatus.PermissionDenied)]
    [InlineData(StatusCode.FailedPrecondition, AcknowledgementStatus.FailedPrecondition)]
    [InlineData(StatusCode.NotFound, AcknowledgementStatus.Other)]
    public async Task A_refusal_without_details_is_reported_by_its_code(StatusCode code, AcknowledgementStatus status)
    {
        var script = new SubscriberScript();
        script.Service.Answer = (what, _) => what == "nack" ? new RpcException(new Status(code, "the reason")) : null;
        var stream = await StartAsync(script);
        stream.Send("a");

        script.Nack("a");

        await Eventually.HoldsAsync(() => script.NackResponses.Count == 1, "the nack is reported");
        script.NackResponses.Single().Status.ShouldBe(status);
        script.NackResponses.Single().FailureMessage.ShouldContain("the reason");
    }

    [Fact]
    public async Task Without_exactly_once_a_refused_ack_counts_as_sent()
    {
        var script = new SubscriberScript();
        script.Service.Answer = (what, _) => what == "ack" ? Failure(("a", Permanent)) : null;
        var stream = await script.StartAsync();
        stream.Send("a");

        script.Ack("a");

        await Eventually.HoldsAsync(() => script.AckResponses.Count == 1, "the ack is reported");
        script.AckResponses.Single().Status.ShouldBe(AcknowledgementStatus.Success);
    }

    [Fact]
    public async Task Stopping_at_once_ends_retries_of_acks()
    {
        var script = new SubscriberScript();
        script.Service.Answer = (what, _) => what == "ack" ? Failure(("a", Transient)) : null;
        var stream = await StartAsync(script);
        stream.Send("a");
        script.Ack("a");
        await script.Time.WaitedForAsync(TimeSpan.FromSeconds(1));

        var stopped = script.StopAsync(TimeSpan.Zero);

        await Should.ThrowAsync<OperationCanceledException>(() => stopped.EndsAsync());
        stopped.IsCanceled.ShouldBeTrue();
    }

    private static async Task<ScriptedStream> StartAsync(SubscriberScript script)
    {
        var stream = await script.StartAsync();
        stream.ExactlyOnce = true;
        return stream;
    }

    internal static RpcException Failure(params (string AckId, string Reason)[] reasons)
    {
        var info = new ErrorInfo { Reason = "as the script says", Domain = "pubsub.googleapis.com" };
        foreach (var (ackId, reason) in reasons)
        {
            info.Metadata.Add(ackId, reason);
        }

        var status = new Google.Rpc.Status { Code = (int)StatusCode.InvalidArgument, Message = "some ack ids failed", Details = { Any.Pack(info) } };
        return new RpcException(new Status(StatusCode.InvalidArgument, "some ack ids failed"), new Metadata { { "grpc-status-details-bin", status.ToByteArray() } });
    }
}
