using Google.Api.Gax;
using Google.Api.Gax.Grpc;
using Google.Cloud.PubSub.V1;
using Grpc.Core;
using PubSubLab.Client.Tests.Server;
using PubSubLab.Client.Tests.Support;

namespace PubSubLab.Client.Tests.Faults;

/// <summary>Every message that was published and confirmed is handled, whatever goes wrong; what comes twice is counted and bounded.</summary>
public class FaultTests
{
    // Outstanding limit of one stream, which bounds a lost stream's redeliveries.
    private const int PerStream = 1_000;

    [Fact]
    public async Task A_server_that_is_killed_and_restarted_amid_a_hundred_thousand_messages_loses_none()
    {
        const int streams = 2;
        const int largestRequest = 1_000;
        await using var lab = await Lab.StartAsync();
        var tally = new Tally();
        await using var publisher = await lab.PublisherAsync(api: PatientSettings());
        var subscriber = await lab.SubscriberAsync(streams: streams);
        _ = subscriber.StartAsync(tally.HandleAsync);
        var publishing = tally.PublishAsync(publisher, 100_000);
        foreach (var moment in new[] { 20_000, 60_000 })
        {
            await Eventually.HoldsAsync(() => tally.HandledTotal >= moment, $"{moment} messages are handled");
            await lab.RestartAsync();
        }

        await publishing.EndsAsync();
        await tally.AllHandledAsync();
        await StopAsync(lab, subscriber, tally);

        tally.Confirmed.ShouldBe(100_000);
        tally.Duplicates.ShouldBeLessThanOrEqualTo(2 * ((streams * PerStream) + largestRequest));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(StatusCode.Unavailable)]
    [InlineData(StatusCode.Internal)]
    public async Task Streams_that_are_closed_again_and_again_lose_nothing(StatusCode? failure)
    {
        await using var lab = await Lab.StartAsync();
        var tally = new Tally();
        await using var publisher = await lab.PublisherAsync();
        var time = new VirtualTime();
        var subscriber = await lab.SubscriberAsync(new SubscriberClient.Settings { Scheduler = time, Clock = time });
        _ = subscriber.StartAsync(tally.HandleAsync);
        for (var second = 0; second < 10; second++)
        {
            await Eventually.HoldsAsync(() => lab.Broker.Streams == 1, "the stream is open");
            var before = tally.HandledTotal;
            await tally.PublishAsync(publisher, 1_000, $"{second}:").EndsAsync();
            await Eventually.HoldsAsync(() => tally.HandledTotal > before, "the stream brings something");
            lab.Broker.EndStreams(failure is { } code ? new RpcException(new Status(code, "the stream is broken")) : null);
            await time.PassAsync(TimeSpan.FromSeconds(0.5));
        }

        await tally.AllHandledAsync();
        await StopAsync(lab, subscriber, tally);

        tally.Confirmed.ShouldBe(10_000);
        tally.Duplicates.ShouldBeLessThanOrEqualTo(10 * PerStream);
    }

    [Theory]
    [InlineData(StatusCode.Internal)]
    [InlineData(StatusCode.Unavailable)]
    public async Task Acks_of_which_every_tenth_is_refused_bring_just_those_messages_again(StatusCode code)
    {
        await using var lab = await Lab.StartAsync();
        var tally = new Tally();
        var calls = 0;
        var refused = 0;
        lab.Broker.Before = (method, request) =>
        {
            if (request is AcknowledgeRequest ack && Interlocked.Increment(ref calls) % 10 == 1)
            {
                // The leases of what was not acknowledged run out.
                foreach (var id in ack.AckIds)
                {
                    Interlocked.Increment(ref refused);
                    lab.Queue.Nack(id);
                }

                throw new RpcException(new Status(code, "refused"));
            }
        };
        await using var publisher = await lab.PublisherAsync();
        var subscriber = await lab.SubscriberAsync();
        _ = subscriber.StartAsync(tally.HandleAsync);
        for (var round = 0; round < 50; round++)
        {
            await tally.PublishAsync(publisher, 20, $"{round}:").EndsAsync();
        }

        await Eventually.HoldsAsync(() => Interlocked.Read(ref lab.Queue.Acked) == 1_000, "all messages are acknowledged");
        await StopAsync(lab, subscriber, tally);

        refused.ShouldBePositive();
        tally.Duplicates.ShouldBe(refused);
    }

    [Fact]
    public async Task Extensions_that_are_refused_lose_nothing()
    {
        await using var lab = await Lab.StartAsync();
        var handling = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var tally = new Tally { Gate = handling.Task };
        var refused = 0;
        lab.Broker.Before = (method, request) =>
        {
            if (request is ModifyAckDeadlineRequest { AckDeadlineSeconds: > 0 } extension && Volatile.Read(ref refused) < 1_500)
            {
                foreach (var id in extension.AckIds)
                {
                    Interlocked.Increment(ref refused);
                    lab.Queue.Nack(id);
                }

                throw new RpcException(new Status(StatusCode.FailedPrecondition, "refused"));
            }
        };
        await using var publisher = await lab.PublisherAsync();
        var subscriber = await lab.SubscriberAsync(new SubscriberClient.Settings { FlowControlSettings = new FlowControlSettings(5_000, null) });
        _ = subscriber.StartAsync(tally.HandleAsync);
        await tally.PublishAsync(publisher, 1_000).EndsAsync();
        await Eventually.HoldsAsync(() => Volatile.Read(ref refused) >= 1_500, "extensions are refused");

        handling.SetResult();

        await Eventually.HoldsAsync(() => Interlocked.Read(ref lab.Queue.Acked) == 1_000, "all messages are acknowledged");
        await StopAsync(lab, subscriber, tally);
        tally.Duplicates.ShouldBeInRange(1, refused);
    }

    [Fact]
    public async Task A_half_open_connection_is_noticed_and_replaced()
    {
        await using var lab = await Lab.StartAsync();
        await using var proxy = new FreezingProxy(lab.Server.Port);
        var tally = new Tally();
        await using var publisher = await lab.PublisherAsync();
        var subscriber = await lab.SubscriberAsync(
            endpoint: proxy.Endpoint,
            options: GrpcChannelOptions.Empty.WithKeepAliveTime(TimeSpan.FromSeconds(1)).WithKeepAliveTimeout(TimeSpan.FromSeconds(1)));
        _ = subscriber.StartAsync(tally.HandleAsync);
        await tally.PublishAsync(publisher, 1_000, "before:").EndsAsync();
        await tally.AllHandledAsync();
        var connections = proxy.Connections;

        proxy.Freeze();
        await tally.PublishAsync(publisher, 1_000, "after:").EndsAsync();

        await tally.AllHandledAsync();
        proxy.Connections.ShouldBeGreaterThan(connections);
        tally.Duplicates.ShouldBeLessThanOrEqualTo(PerStream);
        await StopAsync(lab, subscriber, tally);
    }

    [Fact]
    public async Task A_slow_reader_has_no_more_outstanding_than_it_allows_and_gets_everything_once()
    {
        const int limit = 10;
        await using var lab = await Lab.StartAsync();
        var handling = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var tally = new Tally { Gate = handling.Task };
        await using var publisher = await lab.PublisherAsync();
        var subscriber = await lab.SubscriberAsync(new SubscriberClient.Settings { FlowControlSettings = new FlowControlSettings(limit, null) });
        _ = subscriber.StartAsync(tally.HandleAsync);
        await tally.PublishAsync(publisher, 5_000).EndsAsync();
        await Eventually.HoldsAsync(() => tally.Running == limit, "as many handlers run as are allowed");
        lab.Queue.Outstanding.Count.ShouldBe(limit);

        handling.SetResult();

        await tally.AllHandledAsync();
        tally.Duplicates.ShouldBe(0);
        await StopAsync(lab, subscriber, tally);
    }

    [Fact]
    public async Task A_clock_that_jumps_loses_nothing_and_brings_nothing_twice()
    {
        await using var lab = await Lab.StartAsync();
        var time = new VirtualTime();
        var tally = new Tally();
        await using var publisher = await lab.PublisherAsync();
        var subscriber = await lab.SubscriberAsync(new SubscriberClient.Settings { Clock = time });
        _ = subscriber.StartAsync(tally.HandleAsync);
        foreach (var hours in new[] { 3, -7, 24, -1 })
        {
            await tally.PublishAsync(publisher, 2_000, $"{hours}:").EndsAsync();
            time.Jump(TimeSpan.FromHours(hours));
        }

        await tally.AllHandledAsync();
        tally.Confirmed.ShouldBe(8_000);
        tally.Duplicates.ShouldBe(0);
        await StopAsync(lab, subscriber, tally);
    }

    [Theory]
    [InlineData(SubscriberClient.ShutdownMode.WaitForProcessing)]
    [InlineData(SubscriberClient.ShutdownMode.NackImmediately)]
    public async Task A_stop_during_a_burst_leaves_the_rest_to_the_next_subscriber(SubscriberClient.ShutdownMode mode)
    {
        await using var lab = await Lab.StartAsync();
        var tally = new Tally();
        await using var publisher = await lab.PublisherAsync();
        var first = await lab.SubscriberAsync(streams: 2);
        _ = first.StartAsync(tally.HandleAsync);
        var publishing = tally.PublishAsync(publisher, 50_000);
        await Eventually.HoldsAsync(() => tally.HandledTotal >= 5_000, "the burst is under way");

        await StopAsync(lab, first, tally, mode);
        var taken = tally.HandledTotal;
        await publishing.EndsAsync();
        lab.Queue.Outstanding.ShouldBeEmpty();
        var second = await lab.SubscriberAsync();
        _ = second.StartAsync(tally.HandleAsync);

        await tally.AllHandledAsync();
        taken.ShouldBeLessThan(50_000);

        // Nacking takes messages from handlers that run, which had no say any more.
        tally.Duplicates.ShouldBeLessThanOrEqualTo(mode == SubscriberClient.ShutdownMode.NackImmediately ? 2 * PerStream : 0);
        await StopAsync(lab, second, tally);
    }

    // A server may be away for longer than the five attempts of the default settings take.
    private static PublisherServiceApiSettings PatientSettings() => new()
    {
        PublishSettings = CallSettings.FromExpiration(Expiration.FromTimeout(TimeSpan.FromMinutes(1))).WithRetry(RetrySettings.FromConstantBackoff(
            int.MaxValue, TimeSpan.FromMilliseconds(100), PublisherServiceApiSettings.GetDefault().PublishSettings.Retry.RetryFilter)),
    };

    private static async Task StopAsync(
        Lab lab, SubscriberClient subscriber, Tally tally, SubscriberClient.ShutdownMode mode = SubscriberClient.ShutdownMode.WaitForProcessing)
    {
        await Eventually.HoldsAsync(() => lab.Broker.Streams > 0, "a stream is open");
        await subscriber.StopAsync(new SubscriberClient.ShutdownOptions { Mode = mode, Timeout = TimeSpan.FromSeconds(50) }).EndsAsync();
        tally.Running.ShouldBe(0);
        await Eventually.HoldsAsync(() => lab.Broker.Streams == 0, "no stream is left open");
    }
}
