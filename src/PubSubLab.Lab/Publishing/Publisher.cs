using PubSubLab.Handlers;
using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Transports;

namespace PubSubLab.Lab.Publishing;

/// <summary>Publishes tasks and tells the journal. Safe to use from any thread; several orders may run at once.</summary>
public sealed class Publisher(ITransport transport, LabJournal journal, string defaultTopic)
{
    /// <summary>Limit of tasks of one order that await the broker's answer: enough to fill batches, few enough to stop quickly.</summary>
    private const int MaxOutstanding = 2_000;

    private static readonly TimeSpan s_turn = TimeSpan.FromSeconds(1);

    /// <summary>The topic that orders without one go to.</summary>
    public string DefaultTopic => defaultTopic;

    /// <summary>Pace of orders with a time between tasks.</summary>
    public Pace Pace { get; } = new();

    /// <summary>
    /// Publishes an order. The draft is checked before the first task is sent. When this completes, the broker has answered for
    /// every task that was sent; cancelling sends no more, and still waits for those answers.
    /// </summary>
    /// <returns>The progress.</returns>
    /// <exception cref="LabException">The draft is wrong; nothing was sent. Or no task of the order was published.</exception>
    public async Task<PublishProgress> PublishAsync(PublishOrder order, IProgress<PublishProgress>? progress = null, CancellationToken cancellation = default)
    {
        if (order.Count is < 1)
        {
            throw new LabException($"The number of tasks must be at least 1; {order.Count} was asked for.");
        }

        var topic = order.Topic ?? defaultTopic;
        var first = order.Draft.Build(now: journal.Time.GetUtcNow());
        var varies = order.DraftOf is not null || order.Draft.Varies;
        using var slots = new SemaphoreSlim(MaxOutstanding);
        var run = new Run(order.Count, progress, () => journal.Now);
        var failures = new AlikeFailures(journal);
        var pending = new List<Task>();
        var before = Task.CompletedTask;
        using var pacing = order.Every > TimeSpan.Zero ? Pace.Begin(order.Every) : null;
        try
        {
            var due = journal.Now;
            for (var number = 1; number <= (order.Count ?? int.MaxValue) && !run.IsOver; number++)
            {
                cancellation.ThrowIfCancellationRequested();
                await slots.WaitAsync(cancellation);
                before = SendAsync(topic, varies ? (order.DraftOf?.Invoke(number) ?? order.Draft).Build(number, journal.Time.GetUtcNow()) : first, run, failures, slots, before);
                pending.Add(before);
                if (pending.Count >= 2 * MaxOutstanding)
                {
                    pending.RemoveAll(t => t.IsCompletedSuccessfully);
                }

                var gap = order.GapAfter?.Invoke(number) ?? order.Every;
                if (gap > TimeSpan.Zero && number != order.Count)
                {
                    due = await Pace.WaitAsync(due, gap, () => journal.Now, journal.Time, cancellation);
                }
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Asked to stop: what was sent is still answered for, below.
        }

        await Task.WhenAll(pending);
        failures.TellMore();
        progress?.Report(run.Progress);
        return run.First is { } failure && run.Progress.Published == 0 ? throw failure : run.Progress;
    }

    /// <param name="topic">The topic.</param>
    /// <param name="task">The task.</param>
    /// <param name="run">The order's counts.</param>
    /// <param name="failures">The order's failures.</param>
    /// <param name="slots">Released when the broker has answered.</param>
    /// <param name="before">Completes when the task before is in the journal, which numbers messages in the order in which it sees them.</param>
    private async Task SendAsync(string topic, LabTask task, Run run, AlikeFailures failures, SemaphoreSlim slots, Task before)
    {
        Action tell;
        try
        {
            // Not cancelled with the order: once sent, the broker's answer is worth knowing.
            var id = await transport.PublishAsync(topic, task, CancellationToken.None);
            tell = () => journal.Append(LabEventKind.Published, new MessageFacts(id, topic, task.Data, task.Attributes, task.OrderingKey));
            run.Succeeded();
        }
        catch (Exception e)
        {
            // An exception that no transport knows says nothing about what the broker did.
            var failure = e as LabException ?? new LabException(
                $"Publishing to '{topic}' failed: {e.Message} The broker may have taken the message all the same.", e)
            { OutcomeIsUnknown = true };
            tell = () => failures.Tell(failure.OutcomeIsUnknown ? LabEventKind.PublishUnknown : LabEventKind.PublishFailed, failure.Message);
            run.FailedWith(failure);
        }
        finally
        {
            slots.Release();
        }

        if (!before.IsCompleted)
        {
            // One that gets no answer holds the others back no longer than this.
            await before.WaitAsync(s_turn, journal.Time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }

        tell();
    }

    private sealed class Run(int? total, IProgress<PublishProgress>? progress, Func<TimeSpan> now)
    {
        private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

        private long _lastSuccess = now().Ticks;
        private long _published;
        private long _refused;
        private long _unknown;
        private LabException? _first;
        private volatile bool _isOver;

        /// <summary>The first failure.</summary>
        public LabException? First => Volatile.Read(ref _first);

        /// <summary>
        /// Whether no more is to be sent. A broker that refuses one task for a reason that a person must mend refuses the next one too; one that
        /// took no task for 30 s is gone for longer than a restart takes.
        /// </summary>
        public bool IsOver => _isOver;

        public PublishProgress Progress =>
            new(Interlocked.Read(ref _published), Interlocked.Read(ref _refused), Interlocked.Read(ref _unknown), total) { Reason = First?.Message };

        public void Succeeded()
        {
            Interlocked.Exchange(ref _lastSuccess, now().Ticks);
            Interlocked.Increment(ref _published);
            progress?.Report(Progress);
        }

        public void FailedWith(LabException e)
        {
            Interlocked.Increment(ref e.OutcomeIsUnknown ? ref _unknown : ref _refused);
            Interlocked.CompareExchange(ref _first, e, null);
            if (!e.OutcomeIsUnknown || now() - new TimeSpan(Interlocked.Read(ref _lastSuccess)) >= s_patience)
            {
                _isOver = true;
            }

            progress?.Report(Progress);
        }
    }
}
