using System.Globalization;
using Microsoft.Extensions.Time.Testing;
using PubSubLab.Lab.Transports;
using PubSubLab.Transports.Celery.Canvas;
using PubSubLab.Transports.Celery.Consuming;
using PubSubLab.Transports.Celery.Protocol;
using PubSubLab.Transports.Celery.Tests.Support;

namespace PubSubLab.Transports.Celery.Tests.Consuming;

/// <summary>A worker's consumer without a broker.</summary>
public sealed class TaskConsumerTests
{
    private static readonly RetryRule s_jittered = new() { Minimum = TimeSpan.FromMinutes(1), Jitter = 1 };

    [Fact]
    public async Task A_seed_makes_the_jitter_of_retries_the_same_again_for_each_worker_by_itself()
    {
        var first = await DelaysAsync(7, "w1");

        (await DelaysAsync(7, "w1")).ShouldBe(first);
        (await DelaysAsync(7, "w2")).ShouldNotBe(first);
        (await DelaysAsync(8, "w1")).ShouldNotBe(first);
        first.Distinct().Count().ShouldBe(first.Count);
    }

    [Fact]
    public async Task Without_a_seed_workers_of_one_name_do_not_wait_in_step()
    {
        (await DelaysAsync(null, "w1")).ShouldNotBe(await DelaysAsync(null, "w1"));
    }

    [Fact]
    public async Task A_task_that_gets_its_place_when_the_worker_is_gone_is_given_back_and_not_run()
    {
        var options = new CeleryOptions { Time = new FakeTimeProvider() };
        var ran = 0;
        await using var consumer = new TaskConsumer(
            options, Subscribe("w1"), s_jittered, (_, _) => Task.FromResult(Interlocked.Increment(ref ran) > 0 ? Verdict.Ack : Verdict.Nack), results: null, new NoSender());
        var message = CeleryMessages.Create(Tasks.Of("1"), "1", options);
        var taken = new Taken();
        (await consumer.EnterAsync()).ShouldBeTrue();
        consumer.Abandon();

        consumer.Start(() => message, taken, "q");

        await taken.Requeued.EndsAsync();
        await consumer.DrainAsync().EndsAsync();
        ran.ShouldBe(0);
        consumer.Slots.CurrentCount.ShouldBe(1);
    }

    [Fact]
    public async Task A_place_that_is_free_is_not_given_to_a_worker_that_stops()
    {
        await using var consumer = new TaskConsumer(CeleryOptions.Default, Subscribe("w1"), s_jittered, (_, _) => Task.FromResult(Verdict.Ack), results: null, new NoSender());
        (await consumer.EnterAsync()).ShouldBeTrue();
        var waits = consumer.EnterAsync();

        // The worker stops, and the place falls free in the same moment.
        consumer.Stop();
        consumer.Slots.Release();

        (await waits.EndsAsync()).ShouldBeFalse();
        consumer.Slots.CurrentCount.ShouldBe(1);
    }

    private static SubscribeOptions Subscribe(string worker) =>
        new() { Subscription = "q", Worker = worker, AckDeadline = TimeSpan.FromSeconds(10), MaxInFlight = 1 };

    /// <summary>The waits before the second attempts of five tasks that failed one after the other.</summary>
    private static async Task<IReadOnlyList<TimeSpan>> DelaysAsync(int? seed, string worker)
    {
        var time = new FakeTimeProvider();
        var options = new CeleryOptions { Seed = seed, Time = time };
        await using var consumer = new TaskConsumer(options, Subscribe(worker), s_jittered, (_, _) => Task.FromResult(Verdict.Nack), results: null, new NoSender());
        var delays = new List<TimeSpan>();
        for (var i = 0; i < 5; i++)
        {
            var message = CeleryMessages.Create(Tasks.Of($"{i}"), $"{i}", options);
            var taken = new Taken();
            await consumer.Slots.WaitAsync(TestContext.Current.CancellationToken);
            consumer.Start(() => message, taken, "q");
            var next = await taken.Next.EndsAsync();
            await consumer.DrainAsync().EndsAsync();
            delays.Add(DateTimeOffset.Parse(next.Headers["eta"]!.GetValue<string>(), CultureInfo.InvariantCulture) - time.GetUtcNow());
        }

        return delays;
    }

    private sealed class NoSender : ITaskSender
    {
        public Task SendAsync(string exchange, string routingKey, CeleryMessage message) => throw new InvalidOperationException("It was sent.");
    }

    private sealed class Taken : ITakenMessage
    {
        private readonly TaskCompletionSource<CeleryMessage> _next = new();
        private readonly TaskCompletionSource _requeued = new();

        public Task<CeleryMessage> Next => _next.Task;

        public Task Requeued => _requeued.Task;

        public Task<bool> AckAsync() => throw new InvalidOperationException("It was acknowledged.");

        public Task<bool> RequeueAsync()
        {
            _requeued.SetResult();
            return Task.FromResult(true);
        }

        public Task<bool> RetryAsync(CeleryMessage next)
        {
            _next.SetResult(next);
            return Task.FromResult(true);
        }

        public Task<bool> DeadLetterAsync() => throw new InvalidOperationException("It was dead-lettered.");

        public Task<bool> RefuseAsync() => throw new InvalidOperationException("It was refused.");

        public Task HoldAsync(DateTimeOffset until) => throw new InvalidOperationException("It was held.");

        public Task<bool> EndHoldAsync() => throw new InvalidOperationException("It was held.");
    }
}
