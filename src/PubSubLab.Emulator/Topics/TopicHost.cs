using System.Diagnostics.CodeAnalysis;
using Grpc.Core;
using PubSubLab.Emulator.Engine;
using PubSubLab.Emulator.Protobuf;
using PubSubLab.Emulator.Storage;
using PubSubLab.Emulator.Transforms;

namespace PubSubLab.Emulator.Topics;

/// <summary>
/// The shell around one topic's engine: makes its callers one writer, gives it the time, sleeps until its next deadline, and
/// carries out what it wants done outside once it is free again.
/// </summary>
internal sealed class TopicHost : IEngineEffects, IDisposable
{
    private static readonly Google.Cloud.PubSub.V1.Topic s_none = new();
    private readonly Lock _gate = new();
    private readonly ITopicDirectory _directory;
    private readonly EmulatorClock _clock;
    private readonly Queue<Action<ITopicDirectory>> _afterwards = new();
    private SemaphoreSlim? _transformTurn;
    private ITimer? _timer;
    private long _armedFor = long.MaxValue;
    private bool _isDisposed;
    private long _heldBefore;
    private Task _queued = Task.CompletedTask;

    /// <param name="name">Full resource name.</param>
    /// <param name="directory">The directory.</param>
    /// <param name="strategy">Which waiting consumer gets a message.</param>
    /// <param name="store">Where its messages last; null for memory only.</param>
    public TopicHost(string name, ITopicDirectory directory, DispatchStrategy strategy, TopicStore? store = null)
    {
        _directory = directory;
        _clock = directory.Clock;
        Stored = store;
        Engine = new TopicEngine(name, this, strategy, store?.Store.Start ?? 0);
    }

    public TopicEngine Engine { get; }

    /// <summary>The topic's resource as it was created or updated. Replaced, never changed.</summary>
    public Google.Cloud.PubSub.V1.Topic Resource { get; set; } = s_none;

    /// <summary>The transforms of <see cref="Resource"/>.</summary>
    public TransformChain? Transforms { get; set; }

    /// <summary>Publishes that pass transforms take turns, so that messages stay in the order of their requests.</summary>
    public SemaphoreSlim TransformTurn => LazyInitializer.EnsureInitialized(ref _transformTurn, static () => new SemaphoreSlim(1))!;

    public EmulatorClock Clock => _clock;

    /// <summary>Where its messages last; null for memory only.</summary>
    public TopicStore? Stored { get; }

    public bool IsObserved => _directory.IsObserved;

    public static TopicHost Of(Subscription subscription) => (TopicHost)subscription.Topic.Effects;

    /// <summary>Makes the caller the engine's only writer until the result is disposed. Short, and never across an await.</summary>
    public Writer Enter()
    {
        _gate.Enter();
        return new Writer(this, _clock.Now);
    }

    /// <summary>
    /// Takes a consumer's deliveries, none while the store is closed. The task completes when they can be sent: at once, or when the store
    /// has those that count after a restart, and those on the disk are read. If it fails, they must not be sent.
    /// </summary>
    public Task Take(Subscription subscription, Consumer consumer, DeliveryBatch batch, in Writer writer)
    {
        if (Stored is { IsCurrent: false })
        {
            return Task.CompletedTask;
        }

        Engine.Take(subscription, consumer, batch, writer.Now);
        var recorded = subscription.RecordsDeliveries && batch is { Count: > 0, Transforms: null } ? Save() : Task.CompletedTask;
        return batch.NeedsDisk ? DiskDeliveries.ReadAsync(this, subscription, batch, recorded) : recorded;
    }

    /// <summary>Refuses a call that changes messages while the store is closed. The caller is the writer.</summary>
    public void CheckStore()
    {
        if (Stored is { IsCurrent: false } stored)
        {
            throw stored.Store.Unavailable();
        }
    }

    /// <summary>Queues a publish, which its caller drives. Its messages enter the engine after their commit.</summary>
    public PublishOperation Store(PublishBatch batch, long firstId, in Writer writer, EmulatorPeer? publisher)
    {
        var messages = new List<StoredMessage>(batch.Count);
        TopicEngine.Build(batch, firstId, writer.Now, messages);
        Engine.ObserveFiltered(batch, firstId, writer.Now);
        var operation = new PublishOperation(this, [.. messages], publisher, [.. batch.Notes], firstId);
        Stored!.Store.Add(operation, StoreHaste.Driven);
        return operation;
    }

    /// <summary>Takes in messages of a publish that are committed. While much is in memory, their bytes stay on the disk only.</summary>
    public void EnterStored(StoredMessage[] messages, EmulatorPeer? publisher, string[] notes, long firstId)
    {
        using var writer = Enter();
        Engine.Enter(messages, writer.Now, publisher, notes, firstId);
        if (_directory.Memory.Spills)
        {
            Engine.Spill(messages);
        }
    }

    /// <summary>Writes messages of the topic, on the store's thread.</summary>
    public void WriteMessages(StoreRows rows, StoredMessage[] messages)
    {
        foreach (var message in messages)
        {
            rows.Message(Stored!.Number, message);
            Stored.LastWritten = message.Id;
        }
    }

    /// <summary>Messages with their bytes; null where they are gone or lost. Reads those that are on the disk only, so the caller has no lock.</summary>
    /// <exception cref="RpcException">Reading failed.</exception>
    public IReadOnlyList<StoredMessage?> Read(IReadOnlyList<StoredMessage> messages) => Stored is null ? messages : Stored.Read(messages);

    /// <summary>Makes the caller the only writer while the topic is rebuilt from the store.</summary>
    public void BeginRebuild() => _gate.Enter();

    /// <summary>Ends a rebuild.</summary>
    public void EndRebuild() => Leave();

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
            message is null ? null : View(message),
            detail));
    }

    public IReadOnlyList<byte[]> ReadHeads(IReadOnlyList<StoredMessage> messages) => Stored!.Store.ReadHeads([.. messages.Select(static m => m.Id)]);

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
        Flush(StoreHaste.None);
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

    // Queued under the topic's lock, so that the store sees the order of memory.
    private ChangesOperation? Flush(StoreHaste haste)
    {
        if (Engine.Changes is not { IsEmpty: false } changes || new ChangesOperation(changes) is not { IsEmpty: false } operation)
        {
            return null;
        }

        if (Stored!.IsCurrent)
        {
            Stored.Store.Add(operation, haste);
        }
        else
        {
            operation.Fail(Stored.Store.Unavailable());
        }

        _queued = operation.Done;
        return operation;
    }

    // Observers are told of a message that is lost too.
    private PubsubMessageView View(StoredMessage message)
    {
        if (message.IsInMemory)
        {
            return message.View;
        }

        try
        {
            return (Stored!.Read(message) ?? Empty(message)).View;
        }
        catch (RpcException)
        {
            return Empty(message).View;
        }
    }

    private static StoredMessage Empty(StoredMessage message) =>
        new(MessageFields.Complete([], message.Id, message.PublishTime), message.Id, message.PublishTime);

    // A call that changes nothing may repeat one whose changes are not committed yet, and promises the same.
    private Task Save(StoreHaste haste = StoreHaste.Awaited) => Flush(haste)?.Done ?? (_queued.IsCompleted ? Task.CompletedTask : _queued);

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

        /// <summary>Hands the changes so far to the store. The task completes when they last; at once without a store.</summary>
        public Task Save() => host.Save();

        /// <summary>The same for a caller who calls <see cref="Storage.Store.Drive"/> behind it.</summary>
        public Task SaveDriven() => host.Save(StoreHaste.Driven);

        public void Dispose() => host.Leave();
    }
}
