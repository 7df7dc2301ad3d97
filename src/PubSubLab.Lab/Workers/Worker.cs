using System.Collections.Immutable;
using PubSubLab.Handlers;
using PubSubLab.Lab.Handlers;
using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Time;
using PubSubLab.Lab.Transports;
using PubSubLab.Lab.Wording;

namespace PubSubLab.Lab.Workers;

/// <summary>
/// One worker: takes deliveries from a subscription, gives each to its handler, and turns the outcome into ack or nack.
/// It can be stopped in good order, or killed as a crash would.
/// </summary>
public sealed class Worker : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly LabJournal _journal;
    private readonly CancellationTokenSource _killed = new();
    private WorkerSpec _spec;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ITransportSubscription? _subscription;
    private Task _watch = Task.CompletedTask;
    private Task _asked = Task.CompletedTask;
    private readonly Dictionary<string, WorkerHandler> _named = new(StringComparer.Ordinal);
    private readonly HandlerCatalog _handlers;
    private WorkerHandler _handler;
    private WorkerState _state = WorkerState.Starting;
    private TimeSpan? _leasesEndAt;
    private string? _failure;

    internal Worker(string name, string subscription, WorkerSpec spec, WorkerHandler handler, HandlerCatalog handlers, LabJournal journal)
    {
        Name = name;
        Subscription = subscription;
        _spec = spec;
        _handlers = handlers;
        _handler = handler;
        _journal = journal;
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>The subscription it listens on.</summary>
    public string Subscription { get; }

    /// <summary>The specification with the current handler; a respawn copies it.</summary>
    public WorkerSpec Spec
    {
        get
        {
            lock (_gate)
            {
                return _spec with { Handler = _handler.Name };
            }
        }
    }

    /// <summary>The handler it works with.</summary>
    public WorkerHandler Handler
    {
        get
        {
            lock (_gate)
            {
                return _handler;
            }
        }
    }

    /// <summary>Where it is in its life.</summary>
    public WorkerState State
    {
        get
        {
            lock (_gate)
            {
                return _state;
            }
        }
    }

    /// <summary>Ends when the worker has stopped, was killed, or failed. Never faults.</summary>
    public Task Ended => _ended.Task;

    /// <summary>The worker as a screen shows it.</summary>
    public WorkerStatus ReadStatus()
    {
        var tally = _journal.Workers.Of(Name);
        lock (_gate)
        {
            return new WorkerStatus(
                Name, _state, _handler.Name, _handler.Label, _spec.Accepts.Acceptance, Subscription, _spec.MaxInFlight, tally, _leasesEndAt, _failure)
            { AckDeadline = _spec.AckDeadline };
        }
    }

    /// <summary>Switches the handler from the next task on; the old one finishes outstanding tasks.</summary>
    public void SwitchHandler(WorkerHandler handler)
    {
        lock (_gate)
        {
            // After a reload the same name is another type.
            if (_handler.Code.GetType() == handler.Code.GetType() && _handler.Label == handler.Label)
            {
                return;
            }

            _handler = handler;
        }

        _journal.Append(LabEventKind.HandlerSwitched, Name, Subscription, new HandlerChanged(handler.Label));
    }

    /// <summary>Switches the acceptance rule from the next delivery on; outstanding tasks keep the old one.</summary>
    public void SwitchRule(AcceptanceRule accepts)
    {
        lock (_gate)
        {
            if (_spec.Accepts.UserIds.Order().SequenceEqual(accepts.UserIds.Order()))
            {
                return;
            }

            _spec = _spec with { Accepts = accepts };
        }

        _journal.Append(LabEventKind.HandlerSwitched, Name, Subscription, new RuleChanged(accepts.Acceptance));
    }

    /// <summary>
    /// Dies: when this returns, nothing it does can reach the broker any more. What it held comes back to others when its leases end.
    /// </summary>
    public void Kill() => Kill(isOver: false);

    /// <summary>Ends at once because its session is over. Without outstanding tasks it counts as stopped, not killed.</summary>
    internal void End() => Kill(isOver: true);

    private void Kill(bool isOver)
    {
        ITransportSubscription? subscription;
        int held;
        lock (_gate)
        {
            if (_state is not (WorkerState.Starting or WorkerState.Running or WorkerState.Stopping))
            {
                return;
            }

            subscription = _subscription;
            subscription?.Sever();
            var inHand = _journal.Spans.InHandOf(Name);
            held = inHand.Count;
            var keeps = (subscription?.Returns ?? ReturnRule.AckDeadline).HeldFor(_spec.AckDeadline);
            _leasesEndAt = held == 0 ? null : inHand.Max(s => s.LeaseFrom) + keeps;
            (_state, var kind, var data) = isOver && held == 0
                ? (WorkerState.Stopped, LabEventKind.WorkerStopped, (EventData)OwnerEnded.Instance)
                : (WorkerState.Killed, LabEventKind.WorkerKilled, new LeftLeases(held, keeps));
            _journal.Append(kind, Name, Subscription, data);
        }

        // Outside the lock: cancelling runs the handlers' continuations.
        _killed.Cancel();
        _ended.TrySetResult();
    }

    /// <summary>Takes no more, finishes outstanding tasks within <paramref name="timeout"/>, and ends.</summary>
    public async Task StopAsync(TimeSpan timeout)
    {
        ITransportSubscription? subscription;
        lock (_gate)
        {
            if (_state is not (WorkerState.Starting or WorkerState.Running))
            {
                return;
            }

            _state = WorkerState.Stopping;
            subscription = _subscription;
            _journal.Append(LabEventKind.WorkerStopping, Name, Subscription);
        }

        if (subscription is not null)
        {
            await subscription.StopAsync(timeout);
        }

        lock (_gate)
        {
            if (_state == WorkerState.Stopping)
            {
                _state = WorkerState.Stopped;
                _journal.Append(LabEventKind.WorkerStopped, Name, Subscription);
            }
        }

        _ended.TrySetResult();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // The caller that ends the worker cancels its handlers outside the lock; disposal must wait for that.
        End();
        await Ended;
        if (_subscription is not null)
        {
            await _subscription.DisposeAsync();
        }

        await _watch;
        await _asked;
        _killed.Dispose();
    }

    private bool HasEnded => _state is WorkerState.Stopped or WorkerState.Killed or WorkerState.Failed;

    internal async Task StartAsync(ITransport transport, CancellationToken cancellation)
    {
        var options = new SubscribeOptions
        {
            Subscription = Subscription, Worker = Name, MaxInFlight = _spec.MaxInFlight, AckDeadline = _spec.AckDeadline, AcksLate = _spec.AcksLate, Handlers = _handlers.Names,
            OnStopAsked = () => _asked = StopAsync(WorkerPool.StopTimeout),
            OnUnconfirmed = (message, lost) => _journal.Append(
                LabEventKind.AckUnconfirmed, new MessageFacts(message, "", default, ImmutableDictionary<string, string>.Empty), Name, Subscription, data: lost),
        };
        ITransportSubscription subscription;
        try
        {
            subscription = await transport.SubscribeAsync(options, OnDeliveryAsync, cancellation);
        }
        catch (Exception e)
        {
            Fail(e is OperationCanceledException ? "cancelled before it was connected" : e.Message);
            throw;
        }

        var severNow = false;
        lock (_gate)
        {
            _subscription = subscription;
            severNow = HasEnded;
            if (_state == WorkerState.Starting)
            {
                _state = WorkerState.Running;
                _journal.Append(LabEventKind.WorkerStarted, Name, Subscription, new WorkerSetUp(_handler.Label, _spec.Accepts.Acceptance));
            }
        }

        if (severNow)
        {
            subscription.Sever();
        }

        _watch = WatchAsync(subscription);
    }

    private async Task WatchAsync(ITransportSubscription subscription)
    {
        try
        {
            await subscription.Completion;
        }
        catch (Exception e)
        {
            Fail(e.Message);
        }
    }

    private void Fail(string why)
    {
        lock (_gate)
        {
            if (_state is not (WorkerState.Starting or WorkerState.Running or WorkerState.Stopping))
            {
                return;
            }

            _state = WorkerState.Failed;
            _failure = why;
            _journal.Append(LabEventKind.WorkerFailed, Name, Subscription, new Reason(why));
        }

        _ended.TrySetResult();
    }

    private async Task<Verdict> OnDeliveryAsync(Delivery delivery, CancellationToken cancellation)
    {
        var facts = new MessageFacts(delivery.MessageId, "", delivery.Task.Data, delivery.Task.Attributes, delivery.Task.OrderingKey);
        var named = delivery.Handler is { } name ? await NamedAsync(name, cancellation) : null;
        LabMessage message;
        WorkerHandler handler;
        AcceptanceRule accepts;
        string? poison;
        lock (_gate)
        {
            if (HasEnded)
            {
                return Verdict.Abandon;
            }

            handler = named ?? _handler;
            (accepts, poison) = (_spec.Accepts, _spec.PoisonAttribute);
            message = _journal.Append(LabEventKind.Delivered, facts, Name, Subscription, delivery.Attempt);
        }

        var start = _journal.Now;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, _killed.Token);
        if (accepts.Refuse(delivery.Task, Name) is { } refusal)
        {
            await KeepAsync(message, either.Token);
            return await AnswerAsync(Verdict.Nack, facts, delivery, refusal);
        }

        var attempt = delivery.Attempt > 0 ? delivery.Attempt : message.Deliveries;
        try
        {
            if (poison is not null && delivery.Task.Attributes.ContainsKey(poison))
            {
                throw new HandlerFailedException("this message is poison: every attempt fails");
            }

            await handler.HandleAsync(
                delivery.Task, new HandlerContext(Name, delivery.MessageId, attempt, _journal.Time),
                line => _journal.Append(LabEventKind.Note, facts, Name, Subscription, data: new Reason($"prints: {line}")), either.Token);
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested)
        {
            return await AnswerAsync(Verdict.Nack, facts, delivery, delivery.WhyCancelled() is { } why ? new HandlerFailed(why) : Unfinished.Instance);
        }
        catch (Exception e)
        {
            // A handler is a person's own code: whatever it throws is a failed task, shown with its reason, never a crashed lab.
            await KeepAsync(message, either.Token);
            delivery.Traceback = e.ToString();
            return await AnswerAsync(Verdict.Nack, facts, delivery, new HandlerFailed(e is HandlerFailedException ? e.Message : $"{e.GetType().Name}: {e.Message}"));
        }

        return await AnswerAsync(Verdict.Ack, facts, delivery, Handled.In(_journal.Now - start));
    }

    /// <summary>
    /// Keeps a message that comes again and would be nacked again while a person has stopped the time: a nack takes none, and a message that
    /// nobody wants would go round thousands of times in a moment that stands still.
    /// </summary>
    private async Task KeepAsync(LabMessage message, CancellationToken cancellation)
    {
        if (message.Deliveries > 1 && _journal.Time is LabClock { Speed: 0 } clock)
        {
            // A kill or a stop during the delay is handled by the answer below.
            await Task.Delay(LabClock.ShortWait, clock, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }
    }

    /// <summary>The handler that a message asks for: the worker's own where it is that one, as it may have been told something.</summary>
    private async Task<WorkerHandler> NamedAsync(string name, CancellationToken cancellation)
    {
        lock (_gate)
        {
            if (_handler.Name == name || _named.ContainsKey(name))
            {
                return _handler.Name == name ? _handler : _named[name];
            }
        }

        // Outside the lock: the constructor may be a person's own.
        var made = await _handlers.CreateAsync(name, cancellation);
        lock (_gate)
        {
            return _named.TryAdd(name, made) ? made : _named[name];
        }
    }

    /// <summary>
    /// The one place where an answer is given: a killed worker gives none. A nack is reported before the broker has it, as the next delivery
    /// may come at once; an ack after, as one that the broker did not get is not reported as done.
    /// </summary>
    private async Task<Verdict> AnswerAsync(Verdict verdict, MessageFacts facts, Delivery delivery, EventData data)
    {
        lock (_gate)
        {
            if (_state == WorkerState.Killed)
            {
                return Verdict.Abandon;
            }

            delivery.Reason = EventWords.Of(data);
            if (delivery.Settle is null || verdict != Verdict.Ack)
            {
                _journal.Append(verdict == Verdict.Ack ? LabEventKind.Acked : LabEventKind.Nacked, facts, Name, Subscription, delivery.Attempt, data);
                return verdict;
            }
        }

        if (await delivery.Settle(verdict))
        {
            _journal.Append(LabEventKind.Acked, facts, Name, Subscription, delivery.Attempt, data);
        }
        else if (State != WorkerState.Killed)
        {
            _journal.Append(LabEventKind.LeaseExpired, facts, Name, Subscription, delivery.Attempt, AnswerLost.Instance);
        }

        return verdict;
    }
}
