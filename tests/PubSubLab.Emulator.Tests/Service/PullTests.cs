using Google.Cloud.PubSub.V1;
using Grpc.Core;
using Microsoft.Extensions.Time.Testing;
using PubSubLab.Emulator.Tests.Support;
using PubSubLab.Emulator.Topics;
using static PubSubLab.Emulator.Tests.Support.LiveEmulator;

namespace PubSubLab.Emulator.Tests.Service;

public sealed class PullTests
{
    [Fact]
    public async Task A_pull_whose_client_gave_up_takes_nothing_with_it()
    {
        await using var live = await LiveEmulator.StartAsync();
        await live.CreateTopicAsync();
        // By the deadline they would not come back before the test gives up.
        await live.CreateSubscriptionAsync(set: s => s.AckDeadlineSeconds = 600);
        for (var i = 0; i < 50; i++)
        {
            using var gone = new CancellationTokenSource();
            var pull = live.Subscriber.PullAsync(new PullRequest { Subscription = Subscription(), MaxMessages = 10 }, cancellationToken: gone.Token);
            await gone.CancelAsync();
            await FailsAsync(StatusCode.Cancelled, async () => await pull);

            await live.PublishAsync($"{i}");

            var received = (await live.PullAsync(immediately: false).WaitAsync(PullStream.Patience)).ShouldHaveSingleItem();
            received.Message.Data.ToStringUtf8().ShouldBe($"{i}");
            await live.AcknowledgeAsync(received.AckId);
        }
    }

    [Fact]
    public async Task What_a_client_gave_up_in_the_moment_it_was_sent_is_back_when_its_lease_ends()
    {
        var time = new FakeTimeProvider();
        await using var live = await LiveEmulator.StartAsync(new() { TimeProvider = time });
        await live.CreateTopicAsync();
        await live.CreateSubscriptionAsync();
        for (var i = 0; i < 200; i++)
        {
            using var gone = new CancellationTokenSource();
            var pull = live.Subscriber.PullAsync(new PullRequest { Subscription = Subscription(), MaxMessages = 10 }, cancellationToken: gone.Token);
            var publish = live.PublishAsync($"{i}");
            // A little earlier and a little later, so that the two meet in every order.
            for (var spin = 0; spin < i % 20; spin++)
            {
                await Task.Yield();
            }

            await gone.CancelAsync();
            await publish;
            IList<ReceivedMessage> received;
            try
            {
                received = (await pull).ReceivedMessages;
            }
            catch (RpcException e) when (e.StatusCode is StatusCode.Cancelled or StatusCode.Unavailable)
            {
                // UNAVAILABLE is how the client's HTTP stack puts a request given up while its answer was being read.
                received = [];
            }

            using var patience = new CancellationTokenSource(PullStream.Patience);
            while (received.Count == 0)
            {
                patience.Token.ThrowIfCancellationRequested();
                time.Advance(TimeSpan.FromSeconds(10));
                received = await live.PullAsync();
            }

            received.ShouldHaveSingleItem().Message.Data.ToStringUtf8().ShouldBe($"{i}");
            await live.AcknowledgeAsync(received[0].AckId);
        }
    }

    [Fact]
    public async Task A_pull_that_finds_nothing_is_answered_with_nothing_when_its_wait_is_over()
    {
        await using var live = await LiveEmulator.StartAsync(new() { PullWait = TimeSpan.FromMilliseconds(50) });
        await live.CreateTopicAsync();
        await live.CreateSubscriptionAsync();

        (await live.PullAsync(immediately: false)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_pull_that_finds_nothing_is_answered_although_the_clock_stands_still()
    {
        await using var live = await LiveEmulator.StartAsync(new() { TimeProvider = new FakeTimeProvider() });
        await live.CreateTopicAsync();
        await live.CreateSubscriptionAsync();

        (await live.PullAsync(immediately: false).WaitAsync(PullStream.Patience)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Only_a_clock_that_stands_still_ends_a_wait_before_its_time()
    {
        var (clock, real) = (new FakeTimeProvider(), new FakeTimeProvider());
        await using var stillstand = new ClockStillstand(clock, real);
        for (var i = 0; i < 30; i++)
        {
            clock.Advance(TimeSpan.FromMilliseconds(1));
            real.Advance(ClockStillstand.Period);
            stillstand.Token.IsCancellationRequested.ShouldBeFalse();
        }

        real.Advance(ClockStillstand.Period);

        stillstand.Token.IsCancellationRequested.ShouldBeTrue();
    }

    [Fact]
    public async Task A_pull_gives_at_most_a_thousand_messages_whatever_it_asks_for()
    {
        await using var live = await LiveEmulator.StartAsync();
        await live.CreateTopicAsync();
        await live.CreateSubscriptionAsync();
        for (var i = 0; i < 3; i++)
        {
            await live.PublishAsync([.. Enumerable.Range(0, 1000).Select(n => Message($"{n}"))]);
        }

        (await live.PullAsync(max: int.MaxValue)).Count.ShouldBeInRange(1, 1000);
        (await live.PullAsync(max: 7)).Count.ShouldBe(7);
    }

    [Fact]
    public async Task A_pull_that_waits_ends_when_its_subscription_is_deleted()
    {
        await using var live = await LiveEmulator.StartAsync();
        await live.CreateTopicAsync();
        var subscription = await live.CreateSubscriptionAsync();
        var pull = live.PullAsync(immediately: false);

        await live.Subscriber.DeleteSubscriptionAsync(new() { Subscription = subscription.Name });

        await FailsAsync(StatusCode.NotFound, () => pull.WaitAsync(PullStream.Patience));
    }
}
