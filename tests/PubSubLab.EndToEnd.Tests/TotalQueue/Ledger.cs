namespace PubSubLab.TotalQueue;

/// <summary>
/// Everything that was published, delivered and answered. A consumer tells a delivery before it answers it, so that a consumer that is
/// killed cannot have acknowledged what the ledger does not know.
/// </summary>
internal sealed class Ledger(QueueKind kind)
{
    public const string NoReason = "without a reason";

    /// <summary>The shortest deadline that Pub/Sub takes, so the one of the subscription.</summary>
    public static readonly TimeSpan AckDeadline = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private readonly HashSet<int> _published = [];
    private readonly HashSet<int> _attempted = [];
    private readonly HashSet<int> _acked = [];
    private readonly HashSet<int> _pending = [];
    private readonly HashSet<string> _confirmed = [];
    private readonly Dictionary<int, (string Consumer, long Sequence)> _unconfirmed = [];
    private readonly Dictionary<string, Delivered> _deliveries = [];
    private readonly Dictionary<int, string> _firstId = [];
    private readonly Dictionary<string, long> _disturbed = [];
    private readonly Dictionary<string, long> _rewound = [];
    private readonly Dictionary<string, int> _lastOfKey = [];
    private readonly Dictionary<string, int> _duplicates = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _sequence;
    private int _count;
    private int _steps;
    private int _unexpected;
    private int _afterConfirmation;
    private int _outOfOrder;

    private sealed record Delivered(string Consumer, long Sequence, long At, bool Returned);

    /// <summary>The key of a message; the same index has always the same.</summary>
    public string KeyOf(int index) => kind == QueueKind.Ordered ? $"key{index % Keys}" : "";

    /// <summary>Number of keys.</summary>
    public const int Keys = 20;

    /// <summary>A message is about to be published; it may arrive whether or not this is confirmed.</summary>
    public void Attempts(int index) => Change(() => _attempted.Add(index));

    public void Published(int index) => Change(() =>
    {
        _published.Add(index);
        if (!_acked.Contains(index))
        {
            _pending.Add(index);
        }
    });

    public void Received(string consumer, int index, string id, string key) => Change(() =>
    {
        _count++;
        if (!_attempted.Contains(index) || key != KeyOf(index))
        {
            _unexpected++;
        }

        if (_confirmed.Contains(id))
        {
            _afterConfirmation++;
        }

        if (_deliveries.TryGetValue(id, out var before) || _firstId.GetValueOrDefault(index, id) != id)
        {
            Count(Reason(before, key));
            // A step of its own: what was delivered just before comes again too.
            _rewound[key] = ++_sequence;
        }
        else if (kind == QueueKind.Ordered && _lastOfKey.TryGetValue(key, out var last) && last > index)
        {
            _outOfOrder++;
        }

        _firstId.TryAdd(index, id);
        _lastOfKey[key] = Math.Max(index, _lastOfKey.GetValueOrDefault(key, -1));
        _deliveries[id] = new Delivered(consumer, ++_sequence, TimeProvider.System.GetTimestamp(), false);
    });

    /// <summary>The consumer is about to acknowledge.</summary>
    public void Acked(string consumer, int index) => Change(() =>
    {
        if (kind == QueueKind.ExactlyOnce)
        {
            _unconfirmed[index] = (consumer, ++_sequence);
        }
        else
        {
            Settle(index);
        }
    });

    /// <summary>The broker confirmed the acknowledgement.</summary>
    public void Confirmed(int index, string id) => Change(() =>
    {
        Settle(index);
        if (kind == QueueKind.ExactlyOnce)
        {
            _confirmed.Add(id);
        }
    });

    /// <summary>The consumer gives it back, or leaves it until its lease ends.</summary>
    public void Returned(int index, string id) => Change(() =>
    {
        _deliveries[id] = _deliveries[id] with { Returned = true };
        _rewound[KeyOf(index)] = ++_sequence;
    });

    /// <summary>The consumer was killed, or its connection was reset: answers of before may not have reached the broker.</summary>
    public void Disturbed(string consumer) => Change(() => _disturbed[consumer] = ++_sequence);

    /// <summary>Number of changes so far.</summary>
    public int Steps
    {
        get
        {
            lock (_gate)
            {
                return _steps;
            }
        }
    }

    /// <summary>Messages that were attempted and not yet acknowledged.</summary>
    public int Open
    {
        get
        {
            lock (_gate)
            {
                return _pending.Count(i => !IsSettled(i));
            }
        }
    }

    /// <summary>Whether every published message was acknowledged.</summary>
    public bool IsDone
    {
        get
        {
            lock (_gate)
            {
                return _pending.All(IsSettled);
            }
        }
    }

    /// <summary>Waits until the ledger satisfies a condition.</summary>
    /// <returns>Whether it did within the patience.</returns>
    public async Task<bool> UntilAsync(Func<bool> holds, TimeSpan patience, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(patience);
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                changed = _changed.Task;
            }

            if (holds())
            {
                return true;
            }

            await changed.WaitAsync(limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellation.ThrowIfCancellationRequested();
            if (limit.IsCancellationRequested)
            {
                return holds();
            }
        }
    }

    /// <summary>Whether the acknowledgement of every published message was tried.</summary>
    public bool IsTried
    {
        get
        {
            lock (_gate)
            {
                return _pending.All(_unconfirmed.ContainsKey);
            }
        }
    }

    /// <summary>The broker has nothing any more: it took the acknowledgements whose answers a kill of it took away.</summary>
    public void Drained() => Change(() => _pending.RemoveWhere(_unconfirmed.ContainsKey));

    public LedgerFigures Figures()
    {
        lock (_gate)
        {
            return new LedgerFigures(
                _published.Count, _count, _pending.Count(i => !IsSettled(i)), _unexpected, new Dictionary<string, int>(_duplicates), _afterConfirmation, _outOfOrder);
        }
    }

    // A kill or a reset may have taken the confirmation away after the broker gave it; then the message does not come again.
    private bool IsSettled(int index) =>
        _unconfirmed.TryGetValue(index, out var tried) && _disturbed.GetValueOrDefault(tried.Consumer) > tried.Sequence;

    private void Settle(int index)
    {
        _acked.Add(index);
        _pending.Remove(index);
    }

    private string Reason(Delivered? before, string key) =>
        before is null ? "published twice"
        : before.Returned ? "returned or left"
        : _disturbed.GetValueOrDefault(before.Consumer) > before.Sequence ? "after a kill or a reset"
        : TimeProvider.System.GetElapsedTime(before.At) >= AckDeadline ? "after a lease"
        : kind == QueueKind.Ordered && _rewound.GetValueOrDefault(key) > before.Sequence ? "with an earlier one of their key"
        : NoReason;

    private void Count(string reason) => _duplicates[reason] = _duplicates.GetValueOrDefault(reason) + 1;

    private void Change(Action change)
    {
        TaskCompletionSource changed;
        lock (_gate)
        {
            change();
            _steps++;
            changed = _changed;
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        changed.SetResult();
    }
}
