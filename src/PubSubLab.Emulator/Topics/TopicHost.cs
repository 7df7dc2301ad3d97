using System.Diagnostics.CodeAnalysis;
using PubSubLab.Emulator.Engine;
using PubSubLab.Emulator.Transforms;

namespace PubSubLab.Emulator.Topics;

/// <summary>
/// The shell around one topic's engine: makes its callers one writer, gives it the time, sleeps until its next deadline, and
/// carries out what it wants done outside once it is free again.
/// </summary>
internal sealed class TopicHost : IEngineEffects, IDisposable
{
    private readonly Lock _gate = new();
    private readonly ITopicDirectory _directory;
    private readonly EmulatorClock _clock;
    private readonly Queue<Action<ITopicDirectory>> _afterwards = new();
    private SemaphoreSlim? _transformTurn;
    private ITimer? _timer;
    private long _armedFor = long.MaxValue;
    private bool _isDisposed;
    private long _heldBefore;

    public TopicHost(string name, ITopicDirectory directory, DispatchStrategy strategy)
    {
        _directory = directory;
        _clock = directory.Clock;
        Engine = new TopicEngine(name, this, strategy);
    }

    public TopicEngine Engine { get; }

    /// <summary>The topic's resource as it was created or updated. Replaced, never changed.</summary>
    public Google.Cloud.PubSub.V1.Topic Resource { get; set; } = new();

    /// <summary>The transforms of <see cref="Resource"/>.</summary>
    public TransformChain? Transforms { get; set; }

    /// <summary>Publishes that pass transforms take turns, so that messages stay in the order of their requests.</summary>
    public SemaphoreSlim TransformTurn => LazyInitializer.EnsureInitialized(ref _transformTurn, static () => new SemaphoreSlim(1))!;

    public EmulatorClock Clock => _clock;

    public bool IsObserved => _directory.IsObserved;

    public static TopicHost Of(Subscription subscription) => (TopicHost)subscription.Topic.Effects;

    /// <summary>Makes the caller the engine's only writer until the result is disposed. Short, and never across an await.</summary>
    public Writer Enter()
    {
        _gate.Enter();
        return new Writer(this, _clock.Now);
    }

    public void Ready(Consumer consumer) => ((ConsumerSession)consumer).Signal.Set();

    public void Evicted(Consumer consumer, EvictionReason reason)
    {
        var session = (ConsumerSession)consumer;
        session.Evicted = reason;
        session.Signal.Set();
    }

    public void DeadLetter(DeliverySlot delivery, DeadLetterRule rule)
    {
        // The delivery can be used for another message by the time this runs; the serial tells.
        var letter = new DeadLetter(delivery, delivery.Serial, delivery.Message, delivery.Failures, rule);
        _afterwards.Enqueue(directory => directory.PublishDeadLetter(this, letter));
    }

    public void SubscriptionExpired(Subscription subscription) =>
        _afterwards.Enqueue(directory => directory.ExpireSubscription(subscription));

    public void SnapshotExpired(Snapshot snapshot) =>
        _afterwards.Enqueue(directory => directory.ExpireSnapshot(snapshot));

    public void Observe(EmulatorEventKind kind, long time, Subscription? subscription, StoredMessage? message, int attempt, EmulatorPeer? peer, string? detail)
    {
        if (!IsObserved)
        {
            return;
        }

        _directory.Observe(new EmulatorEvent(
            kind,
            new DateTimeOffset(time, TimeSpan.Zero),
            Engine.Name,
            subscription?.Name,
            message?.Id.ToString(),
            attempt,
            peer,
            message is null ? null : message.View,
            detail));
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
            _timer?.Dispose();
            _timer = null;
            _directory.Memory.Store(-_heldBefore);
        }
    }

    private void Leave()
    {
        Rearm();
        var change = HeldSince();
        if (_afterwards.Count == 0)
        {
            _gate.Exit();
            Store(change);
            return;
        }

        var afterwards = _afterwards.ToArray();
        _afterwards.Clear();
        _gate.Exit();
        Store(change);
        foreach (var action in afterwards)
        {
            action(_directory);
        }
    }

    private long HeldSince()
    {
        if (_isDisposed)
        {
            return 0;
        }

        var change = Engine.Held.Total - _heldBefore;
        _heldBefore += change;
        return change;
    }

    private void Store(long change)
    {
        if (change != 0)
        {
            _directory.Memory.Store(change);
        }
    }

    // An earlier deadline moves the timer; a later one lets it fire once in vain, which is cheaper than moving it with every ack.
    private void Rearm()
    {
        var next = Engine.NextDeadline;
        if (next >= _armedFor || _isDisposed)
        {
            return;
        }

        _armedFor = next;
        var wait = TimeSpan.FromTicks(Math.Max(next - _clock.Now, 0));
        // A timer fires up to a millisecond early by its own clock, and takes no more than 49 days.
        wait = TimeSpan.FromMilliseconds(Math.Min(Math.Ceiling(wait.TotalMilliseconds), TimeSpan.FromDays(40).TotalMilliseconds));
        _timer ??= _clock.Provider.CreateTimer(static host => ((TopicHost)host!).OnTimer(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _timer.Change(wait, Timeout.InfiniteTimeSpan);
    }

    private void OnTimer()
    {
        using var writer = Enter();
        _armedFor = long.MaxValue;
        Engine.Advance(writer.Now);
    }

    /// <summary>The right to apply commands to the engine, at one time.</summary>
    [SuppressMessage("Performance", "CA1815", Justification = "Never compared.")]
    [SuppressMessage("Usage", "MA0168", Justification = "Lives in one block.")]
    public readonly ref struct Writer(TopicHost host, long now)
    {
        public long Now { get; } = now;

        public void Dispose() => host.Leave();
    }
}
