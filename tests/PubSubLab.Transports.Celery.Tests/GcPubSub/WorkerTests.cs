using System.Collections.Concurrent;
using PubSubLab.Handlers;
using PubSubLab.Lab;
using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Transports;
using PubSubLab.Transports.Celery.GcPubSub;
using PubSubLab.Transports.Celery.Protocol;
using PubSubLab.Transports.Celery.Tests.Support;

namespace PubSubLab.Transports.Celery.Tests.GcPubSub;

/// <summary>The answers of a worker, delivery by delivery.</summary>
public sealed class WorkerTests : IAsyncDisposable
{
    private readonly StubPubSub _pubsub = new();
    private readonly MovableTime _time = new(longSeconds: 1);
    private readonly ConcurrentQueue<string> _notices = new();
    private readonly ConcurrentQueue<Delivery> _handled = new();
    private GcPubSubCeleryTransport? _transport;
    private ITransportSubscription? _worker;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private StubStream Own => _pubsub.Streams[0];

    [Fact]
    public async Task A_handled_task_is_acknowledged()
    {
        await StartAsync();

        (await Own.DeliverAsync("m1", TaskOf("1")).EndsAsync()).ShouldBe(Verdict.Ack);

        _handled.Single().Attempt.ShouldBe(1);
        Own.Options.Subscription.ShouldBe("kombu-queue");
    }

    [Fact]
    public async Task A_failed_task_is_published_again_with_one_more_retry_and_an_eta_and_then_acknowledged()
    {
        await StartAsync(retry: new RetryRule { Minimum = TimeSpan.FromMinutes(10), Maximum = TimeSpan.FromHours(1) }, answer: Verdict.Nack);

        (await Own.DeliverAsync("m1", TaskOf("1", retries: 1)).EndsAsync()).ShouldBe(Verdict.Ack);

        _handled.Single().Attempt.ShouldBe(2);
        var (topic, task) = _pubsub.Published.Single();
        topic.ShouldBe("queue");
        var next = CeleryTask.Read(KombuEnvelope.Read(task.Data));
        next.Id.ShouldBe("id-1");
        next.Retries.ShouldBe(2);
        next.Eta.ShouldNotBeNull().ShouldBe(_time.GetUtcNow() + TimeSpan.FromMinutes(20), TimeSpan.FromMinutes(5));
    }

    [Fact]
    public async Task Retried_by_Pub_Sub_a_failed_task_is_nacked_and_nothing_is_published()
    {
        await StartAsync(retry: new RetryRule { Minimum = TimeSpan.FromMinutes(10), Maximum = TimeSpan.FromHours(1) }, answer: Verdict.Nack, retried: RetriedBy.PubSub);

        (await Own.DeliverAsync("m1", TaskOf("1"), attempt: 3).EndsAsync()).ShouldBe(Verdict.Nack);

        _handled.Single().Attempt.ShouldBe(3);
        _pubsub.Published.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(RetriedBy.Celery, Verdict.Ack, 1)]
    [InlineData(RetriedBy.PubSub, Verdict.Nack, 0)]
    public async Task After_the_last_attempt_the_worker_or_the_service_moves_a_task_to_the_dead_letter_topic(RetriedBy retried, Verdict answer, int published)
    {
        await StartAsync(retry: new RetryRule { Attempts = 5 }, answer: Verdict.Nack, retried: retried, letters: "letters");

        (await Own.DeliverAsync("m1", TaskOf("1", retries: retried == RetriedBy.Celery ? 4 : 0), attempt: 5).EndsAsync()).ShouldBe(answer);

        _pubsub.Published.Count.ShouldBe(published);
        _pubsub.Published.ShouldAllBe(p => p.Topic == "letters");
    }

    [Fact]
    public async Task A_message_that_is_refused_is_kept_as_a_dead_letter_byte_for_byte()
    {
        await StartAsync(retry: new RetryRule { Attempts = 5 }, letters: "letters");
        var foreign = new LabTask("no envelope"u8.ToArray(), new Dictionary<string, string>());

        (await Own.DeliverAsync("m1", foreign).EndsAsync()).ShouldBe(Verdict.Ack);

        _pubsub.Published.Single().Topic.ShouldBe("letters");
        _pubsub.Published.Single().Task.Text.ShouldBe("no envelope");
        _notices.Single().ShouldContain("it is not JSON: it is no envelope of Kombu's");
    }

    [Fact]
    public async Task A_message_that_is_refused_without_a_dead_letter_topic_is_acknowledged_once_and_said()
    {
        await StartAsync();

        (await Own.DeliverAsync("m1", new LabTask("{}"u8.ToArray(), new Dictionary<string, string>())).EndsAsync()).ShouldBe(Verdict.Ack);

        _pubsub.Published.ShouldBeEmpty();
        _notices.Single().ShouldContain("was refused and removed");
    }

    [Fact]
    public async Task A_next_attempt_that_Pub_Sub_does_not_take_leaves_the_task_where_it_is_and_not_at_once()
    {
        await StartAsync(answer: Verdict.Nack);
        _pubsub.Refusal = new LabException("There is no such topic.");

        var answer = Own.DeliverAsync("m1", TaskOf("1"));
        await Eventually.HoldsAsync(() => _time.Timers == 1, "it does not wait");

        answer.IsCompleted.ShouldBeFalse("it went back at once");
        _time.Move(TimeSpan.FromSeconds(1));
        (await answer.EndsAsync()).ShouldBe(Verdict.Nack);
        _notices.Single().ShouldContain("Publishing the next attempt failed: There is no such topic. The task comes again.");
    }

    [Fact]
    public async Task A_delivery_of_a_message_that_the_worker_still_has_runs_nothing_and_gets_the_same_answer()
    {
        await StartAsync();
        var task = TaskOf("1", eta: _time.GetUtcNow() + TimeSpan.FromHours(2));

        var first = Own.DeliverAsync("m1", task);
        await Eventually.HoldsAsync(() => _time.Timers == 1, "it does not wait");
        var second = Own.DeliverAsync("m1", task);
        _time.Move(TimeSpan.FromHours(2));

        (await first.EndsAsync()).ShouldBe(Verdict.Ack);
        (await second.EndsAsync()).ShouldBe(Verdict.Ack);
        _handled.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Tasks_that_wait_for_their_eta_get_streams_of_their_own_that_are_closed_when_none_waits()
    {
        await StartAsync(maxInFlight: 1);
        var eta = _time.GetUtcNow() + TimeSpan.FromHours(1);
        var waiting = new List<Task<Verdict>>();
        foreach (var number in Enumerable.Range(1, 5))
        {
            waiting.Add(Own.DeliverAsync($"m{number}", TaskOf($"{number}", eta: eta)));
            await Eventually.HoldsAsync(() => _time.Timers == number, $"number {number} does not wait");
        }

        _pubsub.Streams.Select(s => s.Options.MaxInFlight).ShouldBe([1, 1, 1, 2, 4]);
        (await Own.DeliverAsync("other", TaskOf("now")).EndsAsync()).ShouldBe(Verdict.Ack);
        _time.Move(TimeSpan.FromHours(1));
        (await Task.WhenAll(waiting).EndsAsync()).ShouldAllBe(v => v == Verdict.Ack);
        await Eventually.HoldsAsync(() => _pubsub.Streams.Skip(1).All(s => s.IsStopped), "a stream stays open");
        Own.IsStopped.ShouldBeFalse();
    }

    [Fact]
    public async Task An_eta_that_is_farther_away_than_Pub_Sub_keeps_a_message_is_said()
    {
        await StartAsync();

        _ = Own.DeliverAsync("m1", TaskOf("1", eta: _time.GetUtcNow() + TimeSpan.FromDays(3)));

        await Eventually.HoldsAsync(() => _notices.Any(n => n.Contains("Pub/Sub keeps a message for", StringComparison.Ordinal)), "nothing was said");
    }

    [Fact]
    public async Task A_severed_worker_answers_nothing_and_publishes_nothing()
    {
        var finish = new TaskCompletionSource<Verdict>(TaskCreationOptions.RunContinuationsAsynchronously);
        await StartAsync(handle: _ => finish.Task);
        var answer = Own.DeliverAsync("m1", TaskOf("1"));
        await Eventually.HoldsAsync(() => _handled.Count == 1, "it is not handled");

        _worker!.Sever();
        finish.SetResult(Verdict.Nack);

        (await answer.EndsAsync()).ShouldBe(Verdict.Abandon);
        await _worker.DisposeAsync();
        Own.IsSevered.ShouldBeTrue();
        _pubsub.Published.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_stopped_worker_gives_back_what_waits_for_its_eta()
    {
        await StartAsync();
        var answer = Own.DeliverAsync("m1", TaskOf("1", eta: _time.GetUtcNow() + TimeSpan.FromHours(1)));
        await Eventually.HoldsAsync(() => _time.Timers == 1, "it does not wait");

        await _worker!.StopAsync(TimeSpan.FromSeconds(30)).EndsAsync();

        (await answer.EndsAsync()).ShouldBe(Verdict.Nack);
    }

    [Fact]
    public async Task An_acknowledgement_that_Pub_Sub_does_not_have_is_told_by_the_tasks_id()
    {
        var told = new ConcurrentQueue<string>();
        await StartAsync(unconfirmed: (id, _) => told.Enqueue(id));
        await Own.DeliverAsync("m1", TaskOf("1")).EndsAsync();

        Own.Options.OnUnconfirmed("m1", new AckLost(WasSent: false, null));

        told.ShouldBe(["id-1"]);
    }

    public async ValueTask DisposeAsync()
    {
        if (_worker is not null)
        {
            await _worker.DisposeAsync();
        }

        if (_transport is not null)
        {
            await _transport.DisposeAsync();
        }
    }

    private async Task StartAsync(
        RetryRule? retry = null, Verdict answer = Verdict.Ack, RetriedBy retried = RetriedBy.Celery, string? letters = null, int maxInFlight = 10,
        Func<Delivery, Task<Verdict>>? handle = null, Action<string, AckLost>? unconfirmed = null)
    {
        _transport = new GcPubSubCeleryTransport(_pubsub, new CeleryOptions { Time = _time, Notice = _notices.Enqueue, Retries = retried });
        var spec = (retry ?? RetryRule.Immediate).ApplyTo(new SubscriptionSpec("queue", "topic"), letters);
        await _transport.EnsureAsync(new Topology(letters is null ? ["topic"] : ["topic", letters], [spec]), Cancellation);
        _worker = await _transport.SubscribeAsync(
            new SubscribeOptions { Subscription = "queue", Worker = "w1", MaxInFlight = maxInFlight, OnUnconfirmed = unconfirmed ?? ((_, _) => { }) },
            (delivery, _) =>
            {
                _handled.Enqueue(delivery);
                return handle?.Invoke(delivery) ?? Task.FromResult(answer);
            },
            Cancellation);
    }

    private static LabTask TaskOf(string data, int retries = 0, DateTimeOffset? eta = null)
    {
        var message = CeleryMessages.Create(Tasks.Of(data is "now" ? "0" : data), $"id-{data}", CeleryOptions.Default).Retry(retries, eta);
        return new LabTask(KombuEnvelope.Write(message, "queue"), new Dictionary<string, string> { ["routing_key"] = "queue" });
    }
}
