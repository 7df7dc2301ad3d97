using System.Text.RegularExpressions;
using PubSubLab.Handlers;
using PubSubLab.Lab.Transports;

namespace PubSubLab.Lab.Tests.Support;

/// <summary>A broker in a few lines for tests of the lab: deals messages at random (seeded), brings back what was nacked or whose lease ended.</summary>
internal sealed partial class InMemoryTransport(TimeProvider time, string idPrefix = "") : ITransport
{
    private readonly Dictionary<string, Queue> _queues = [];
    private int _lastId;

    public string Description => "in memory";

    public bool HonoursFilters { get; init; } = true;

    /// <summary>Fails the n-th publish, from 1, with what this returns; null takes it.</summary>
    public Func<int, LabException?> Fails { get; init; } = static _ => null;

    /// <summary>The n-th publish, from 1, is answered after this.</summary>
    public Func<int, Task> AnswersAfter { get; init; } = static _ => Task.CompletedTask;

    private int _publishes;

    /// <summary>Error of publishing; null for success.</summary>
    public LabException? Refusal { get; set; }

    /// <summary>Error of removing; null for success.</summary>
    public Exception? RefusesToRemove { get; init; }

    /// <summary>Loses the n-th published message: what an experiment must notice.</summary>
    public int? Loses { get; init; }

    /// <summary>Delivers every message a second time: what an experiment must notice.</summary>
    public bool Duplicates { get; init; }

    /// <summary>The way of a nacked message back, so that time passes while nobody keeps it.</summary>
    public TimeSpan RedeliversAfter { get; init; }

    /// <summary>Whether the topology's limits are a real project's.</summary>
    public bool RealProject { get; init; }

    /// <summary>The rule that its workers are told; it returns messages by the ack deadline in any case.</summary>
    public ReturnRule Returns { get; set; } = ReturnRule.AckDeadline;

    /// <summary>A stream opens after this task.</summary>
    public Task ConnectsAfter { get; init; } = Task.CompletedTask;

    /// <summary>Streams that are open.</summary>
    public int Streams { get; private set; }

    public IReadOnlyCollection<string> Subscriptions => _queues.Keys;

    public Task<TransportCapabilities> GetCapabilitiesAsync(CancellationToken cancellation) =>
        Task.FromResult(new TransportCapabilities { Filters = HonoursFilters, RealProject = RealProject });

    public Task EnsureAsync(Topology topology, CancellationToken cancellation)
    {
        foreach (var spec in topology.Subscriptions)
        {
            _queues.TryAdd(spec.Name, new Queue(this, spec));
        }

        return Task.CompletedTask;
    }

    public Task RemoveAsync(Topology topology, CancellationToken cancellation)
    {
        if (RefusesToRemove is not null)
        {
            throw RefusesToRemove;
        }

        foreach (var spec in topology.Subscriptions)
        {
            _queues.Remove(spec.Name);
        }

        return Task.CompletedTask;
    }

    public Task ProbeAsync(CancellationToken cancellation) => Task.CompletedTask;

    public async Task<string> PublishAsync(string topic, LabTask task, CancellationToken cancellation)
    {
        var number = ++_publishes;
        await AnswersAfter(number);
        return Fails(number) is { } failure ? throw failure : Publish(topic, task);
    }

    private string Publish(string topic, LabTask task)
    {
        if (Refusal is not null)
        {
            throw Refusal;
        }

        var id = $"{idPrefix}{++_lastId}";
        foreach (var queue in _queues.Values.Where(q => q.Spec.Topic == topic && Matches(q.Spec.Filter, task) && _lastId != Loses))
        {
            queue.Offer(new Delivery(id, task, 0, null));
            if (Duplicates)
            {
                queue.Offer(new Delivery(id, task, 0, null));
            }
        }

        return id;
    }

    public async Task<ITransportSubscription> SubscribeAsync(SubscribeOptions options, DeliveryCallback callback, CancellationToken cancellation)
    {
        var queue = _queues.TryGetValue(options.Subscription, out var known) ? known : throw new LabException($"There is no subscription '{options.Subscription}'.");
        if (!ConnectsAfter.IsCompleted)
        {
            await ConnectsAfter;
        }

        return queue.Add(new Session(queue, options, callback, Returns));
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>Whether a message with these attributes passes a filter: equality and prefix are all that this broker knows.</summary>
    public static bool Matches(string? filter, IReadOnlyDictionary<string, string> attributes)
    {
        if (filter is null)
        {
            return true;
        }

        var match = Condition().Match(filter);
        match.Success.ShouldBeTrue($"the test broker knows only attributes.name = \"value\" and hasPrefix(attributes.name, \"value\"), not {filter}");
        var (name, text) = (match.Groups["name"].Value, match.Groups["value"].Value);
        return attributes.TryGetValue(name, out var value) && (match.Groups["prefix"].Success ? value.StartsWith(text, StringComparison.Ordinal) : value == text);
    }

    private bool Matches(string? filter, LabTask task) => !HonoursFilters || Matches(filter, task.Attributes);

    [GeneratedRegex("^((?<prefix>hasPrefix\\()attributes\\.(?<name>\\w+), \"(?<value>[^\"]*)\"\\)|attributes\\.(?<name>\\w+) = \"(?<value>[^\"]*)\")$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Condition();

    private sealed class Queue(InMemoryTransport broker, SubscriptionSpec spec)
    {
        private readonly Dictionary<string, int> _failures = [];
        private readonly LinkedList<Delivery> _waiting = [];
        private readonly List<Session> _sessions = [];
        private readonly Random _random = new(5);

        public SubscriptionSpec Spec => spec;

        public Session Add(Session session)
        {
            _sessions.Add(session);
            broker.Streams++;
            Deal();
            return session;
        }

        public void Remove(Session session) => broker.Streams -= _sessions.Remove(session) ? 1 : 0;

        public void Offer(Delivery delivery)
        {
            _waiting.AddLast(delivery);
            Deal();
        }

        /// <summary>A nacked message: to the dead-letter topic after its last attempt, else back, after the minimum backoff.</summary>
        public void GiveBack(Delivery delivery)
        {
            var failures = _failures[delivery.MessageId] = _failures.GetValueOrDefault(delivery.MessageId) + 1;
            if (spec.DeadLetterTopic is { } topic && failures >= spec.MaxDeliveryAttempts)
            {
                broker.Publish(topic, delivery.Task);
            }
            else if ((spec.MinimumBackoff ?? broker.RedeliversAfter) is var wait && wait > TimeSpan.Zero)
            {
                OfferAfter(delivery, wait);
            }
            else
            {
                Offer(delivery);
            }
        }

        public void OfferAfter(Delivery delivery, TimeSpan wait)
        {
            ITimer? timer = null;
            timer = broker.Clock.CreateTimer(
                _ =>
                {
                    timer?.Dispose();
                    Offer(delivery);
                },
                null, wait, Timeout.InfiniteTimeSpan);
        }

        public void Deal()
        {
            while (_waiting.First is { } first)
            {
                // Not in turn: two messages that are nacked in step would each meet every second worker only, for ever.
                var ready = _sessions.FindAll(s => s.HasRoom);
                if (ready.Count == 0)
                {
                    return;
                }

                _waiting.RemoveFirst();
                ready[_random.Next(ready.Count)].Take(first.Value);
            }
        }
    }

    private TimeProvider Clock => time;

    private sealed class Session(Queue queue, SubscribeOptions options, DeliveryCallback callback, ReturnRule returns) : ITransportSubscription
    {
        private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly List<Task> _handled = [];
        private int _inHand;
        private bool _severed;

        public Task Completion => _completion.Task;

        public ReturnRule Returns => returns;

        public bool HasRoom => _inHand < options.MaxInFlight;

        public void Take(Delivery delivery)
        {
            _inHand++;
            _handled.Add(HandleAsync(delivery));
        }

        public async Task StopAsync(TimeSpan timeout)
        {
            queue.Remove(this);
            await Task.WhenAll(_handled);
            _completion.TrySetResult();
        }

        public void Sever()
        {
            _severed = true;
            queue.Remove(this);
            _completion.TrySetResult();
        }

        public ValueTask DisposeAsync()
        {
            Sever();
            return ValueTask.CompletedTask;
        }

        private async Task HandleAsync(Delivery delivery)
        {
            await Task.Yield();
            var verdict = await callback(delivery, CancellationToken.None);
            _inHand--;
            if (_severed || verdict == Verdict.Abandon)
            {
                queue.OfferAfter(delivery, options.AckDeadline);
            }
            else if (verdict == Verdict.Nack && queue.Spec.MinimumBackoff is { } backoff)
            {
                queue.OfferAfter(delivery, backoff);
            }
            else if (verdict == Verdict.Nack)
            {
                queue.GiveBack(delivery);
            }

            queue.Deal();
        }
    }
}
