namespace PubSubLab.Lab.Journal;

/// <summary>
/// The one append-only record of what happened, and the source of everything on the screen and of every verdict.
/// It keeps the newest events and counts what it let go. Safe to use from any thread.
/// </summary>
public sealed class LabJournal
{
    private const int MostTopics = 1_000;

    private readonly Lock _gate = new();
    private readonly long _startTimestamp;
    private readonly MessageTable _messages = new();
    private readonly AttributeSets _attributes = new();
    private readonly Known<string> _topics = new(MostTopics);
    private readonly BodyStore _bodies = new();
    private readonly List<IJournalProjection> _projections = [];
    private readonly EventRing _ring;
    private long _appended;
    private long _messageCount;

    /// <summary>Opens a journal.</summary>
    /// <param name="time">The lab's clock.</param>
    /// <param name="capacity">Limit of stored events. Default: 1,000,000.</param>
    public LabJournal(TimeProvider? time = null, int capacity = 1_000_000)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity);
        Time = time ?? TimeProvider.System;
        Capacity = capacity;
        _ring = new EventRing(capacity);
        StartedAt = Time.GetUtcNow();
        _startTimestamp = Time.GetTimestamp();
        Fold = Attach(new JournalFold());
    }

    /// <summary>The lab's clock.</summary>
    public TimeProvider Time { get; }

    /// <summary>Limit of stored events.</summary>
    public int Capacity { get; }

    /// <summary>The wall clock's time at <see cref="LabEvent.At"/> zero.</summary>
    public DateTimeOffset StartedAt { get; }

    /// <summary>Now, on the journal's clock.</summary>
    public TimeSpan Now => Time.GetElapsedTime(_startTimestamp);

    /// <summary>The totals of all events.</summary>
    public JournalFold Fold { get; }

    /// <summary>Counts over everything that happened.</summary>
    public JournalTotals Totals => Fold.Totals;

    /// <summary>Counts per worker.</summary>
    public WorkerTallies Workers => Fold.Workers;

    /// <summary>The handling spans.</summary>
    public HandlingSpans Spans => Fold.Spans;

    /// <summary>Messages published and answered per second.</summary>
    public MessageRates Rates => Fold.Rates;

    /// <summary>Published and not acknowledged by anybody so far.</summary>
    public UnackedMessages Unacked => Fold.Unacked;

    /// <summary>The flow through topics and subscriptions.</summary>
    public TopologyFlows Flows => Fold.Flows;

    /// <summary>Whether the broker and the workers' streams are there.</summary>
    public ConnectionStates Connections => Fold.Connections;

    /// <summary>The events of earlier runs.</summary>
    public EarlierRuns Earlier { get; private set; } = EarlierRuns.None;

    /// <summary>Number of appended events, which is the newest event's sequence.</summary>
    public long Appended => Interlocked.Read(ref _appended);

    /// <summary>Number of dropped events, the oldest ones.</summary>
    public long Dropped => Math.Max(0, Appended - Capacity);

    /// <summary>Adds a projection; it sees the events from now on.</summary>
    public T Attach<T>(T projection)
        where T : IJournalProjection
    {
        lock (_gate)
        {
            _projections.Add(projection);
        }

        return projection;
    }

    /// <summary>Takes a projection out again; it sees no more events.</summary>
    public void Detach(IJournalProjection projection)
    {
        lock (_gate)
        {
            _projections.Remove(projection);
        }
    }

    /// <summary>Appends an event about a worker, or a note.</summary>
    public void Append(LabEventKind kind, string? worker = null, string? subscription = null, EventData? data = null)
    {
        lock (_gate)
        {
            AppendLocked(kind, null, worker, subscription, 0, data);
        }
    }

    /// <summary>
    /// Appends an event about a message. A message that is said to be published twice (by the publisher and by the broker)
    /// is recorded once.
    /// </summary>
    /// <returns>The message, for its number and counts.</returns>
    public LabMessage Append(
        LabEventKind kind, MessageFacts facts, string? worker = null, string? subscription = null, int attempt = 0, EventData? data = null)
    {
        lock (_gate)
        {
            var message = Intern(facts);
            if (kind == LabEventKind.Published && message.PublishedAt is not null)
            {
                return message;
            }

            if (kind == LabEventKind.Delivered && message.CountDelivery(subscription) is var seen && attempt == 0)
            {
                attempt = seen;
            }

            message.Count(kind, subscription, data);
            AppendLocked(kind, message, worker, subscription, attempt, data);
            return message;
        }
    }

    /// <summary>
    /// Puts the events of earlier runs before this one's. Messages and bars are known from them; no figure counts them. For a new journal.
    /// </summary>
    /// <param name="events">The events, oldest first.</param>
    /// <exception cref="InvalidOperationException">Something has happened already.</exception>
    public void Continue(IReadOnlyList<RecordedEvent> events)
    {
        lock (_gate)
        {
            if (_appended > 0)
            {
                throw new InvalidOperationException("The journal has events already; those of earlier runs come before the first.");
            }

            var (last, gaps) = (TimeSpan.MinValue, new List<TimeGap>());
            foreach (var (e, at) in EarlierRuns.Timed(events, StartedAt))
            {
                if (e.Data is RunBegan && last > TimeSpan.MinValue)
                {
                    Spans.EndAll(last);
                    gaps.Add(new TimeGap(last, at));
                }

                PutEarlier(e, at);
                last = at;
            }

            if (_appended > 0)
            {
                Spans.EndAll(last);
                gaps.Add(new TimeGap(last, TimeSpan.Zero));
                Earlier = new EarlierRuns(_appended, _ring[1].At, gaps);
            }
        }
    }

    /// <summary>Copies events with sequences from <paramref name="fromSequence"/> on, oldest first.</summary>
    /// <returns>The sequence of the first copied event and how many were copied. Where older ones were dropped, it starts at the oldest kept.</returns>
    public (long First, int Count) Read(long fromSequence, Span<LabEvent> into)
    {
        lock (_gate)
        {
            var first = Math.Max(Math.Max(fromSequence, 1), _appended - Math.Min(_appended, Capacity) + 1);
            var count = (int)Math.Min(into.Length, Math.Max(0, _appended - first + 1));
            for (var i = 0; i < count; i++)
            {
                into[i] = _ring[first + i];
            }

            return (first, count);
        }
    }

    /// <summary>All kept events. For verdicts and exports; a screen reads in pieces.</summary>
    public IReadOnlyList<LabEvent> ReadAll()
    {
        lock (_gate)
        {
            var all = new LabEvent[(int)Math.Min(_appended, Capacity)];
            Read(1, all);
            return all;
        }
    }

    /// <summary>The kept events about one message, oldest first: its journey.</summary>
    /// <param name="message">The message.</param>
    /// <param name="most">Limit at its beginning, and at its end. Default: 100.</param>
    public MessageJourney JourneyOf(LabMessage message, int most = 100)
    {
        lock (_gate)
        {
            return MessageJourney.Read(_ring, message, _appended - Math.Min(_appended, Capacity) + 1, _appended, most);
        }
    }

    private void PutEarlier(RecordedEvent recorded, TimeSpan at)
    {
        LabMessage? message = null;
        var attempt = recorded.Attempt;
        if (recorded.Message is { } facts)
        {
            message = Intern(facts, recorded.Number);
            if (recorded.Kind == LabEventKind.Published)
            {
                message.PublishedAt ??= at;
            }
            else if (recorded.Kind == LabEventKind.Delivered && message.CountDelivery(recorded.Subscription) is var seen && attempt == 0)
            {
                attempt = seen;
            }

            message.Count(recorded.Kind, recorded.Subscription, recorded.Data);
            message.EndEarlier();
        }

        var e = new LabEvent(_appended + 1, at, recorded.Kind, message, recorded.Worker, recorded.Subscription, attempt, recorded.Data);
        Put(e);
        Spans.Apply(e);
    }

    private LabMessage Intern(MessageFacts facts, long? number = null)
    {
        var message = _messages.Find(facts.Id);
        if (message is null)
        {
            number ??= _messageCount + 1;
            _messageCount = Math.Max(_messageCount, number.Value);
            message = new LabMessage(number.Value, facts.Id, _topics.Once(facts.Topic), facts.Length ?? facts.Data.Length, _attributes.Of(facts.Attributes), facts.OrderingKey)
            {
                Data = _bodies.Copy(facts.Data.Length <= LabMessage.KeptBytes ? facts.Data : facts.Data[..OutsideText.CodePointEnd(facts.Data.Span, LabMessage.KeptBytes)]),
            };
            _messages.Add(message);
        }
        else if (message.Topic.Length == 0)
        {
            message.Topic = _topics.Once(facts.Topic);
        }

        return message;
    }

    private void AppendLocked(LabEventKind kind, LabMessage? message, string? worker, string? subscription, int attempt, EventData? data)
    {
        var now = Now;
        if (kind == LabEventKind.Published)
        {
            message!.PublishedAt = now;
        }

        var e = new LabEvent(_appended + 1, now, kind, message, worker, subscription, attempt, data);
        Put(e);
        foreach (var projection in _projections)
        {
            projection.Apply(e);
        }
    }

    private void Put(in LabEvent e)
    {
        if (_appended >= Capacity)
        {
            Forget(_ring.MessageAt(e.Sequence));
        }

        if (e.Message is not null)
        {
            e.Message.KeptEvents++;
        }

        _ring.Put(e);
        Interlocked.Exchange(ref _appended, e.Sequence);
    }

    private void Forget(LabMessage? message)
    {
        if (message is not null && --message.KeptEvents == 0)
        {
            _messages.Remove(message);
        }
    }
}
