namespace PubSubLab.Lab.Routing;

/// <summary>
/// What became of every message of a run, and of the users' connections as they really are. Lean, because a million messages are kept:
/// a few bytes for each, where the journal keeps every event. Safe to use from any thread.
/// </summary>
public sealed class RoutingLedger
{
    private const int Nobody = -1;

    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly long _start;
    private readonly RoutingCrowd _crowd;
    private readonly int[] _workerOf;
    private readonly long[] _sentAt;
    private readonly long[] _keptAt;
    private readonly byte[] _states;
    private readonly System.Collections.BitArray _published;
    private readonly TaskCompletionSource _settled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _open;
    private long _lastEvent;

    /// <summary>A ledger for a crowd's messages.</summary>
    public RoutingLedger(RoutingCrowd crowd, TimeProvider time)
    {
        _time = time;
        _start = time.GetTimestamp();
        _crowd = crowd;
        _workerOf = [.. crowd.WorkerOf];
        _open = crowd.Recipients.Count;
        _sentAt = new long[_open];
        _keptAt = new long[_open];
        _states = new byte[_open];
        _published = new System.Collections.BitArray(_open);
    }

    private enum State : byte
    {
        Planned,
        Published,
        Parked,
        GivenBack,
        Kept,
        Misdelivered,
        DeadLettered,
    }

    /// <summary>Completes when every message was kept by somebody or dead-lettered.</summary>
    public Task Settled => _settled.Task;

    /// <summary>Messages handed to the broker, each once however often it was passed on.</summary>
    public int Published { get; private set; }

    /// <summary>Publishes, including those of messages that were passed on.</summary>
    public long Publishes { get; private set; }

    /// <summary>Deliveries to workers.</summary>
    public long Delivered { get; private set; }

    /// <summary>Deliveries that were nacked.</summary>
    public long Nacked { get; private set; }

    /// <summary>Messages kept by the worker that their user was connected to.</summary>
    public int Useful { get; private set; }

    /// <summary>Kept by a worker that the user was not connected to (any more), or come by a subscription that is not the user's.</summary>
    public int Misdelivered { get; private set; }

    /// <summary>Kept once more after the first time.</summary>
    public int Duplicates { get; private set; }

    /// <summary>Dead-lettered.</summary>
    public int DeadLettered { get; private set; }

    /// <summary>Published to another instance than at first, or later than at first, because the user had moved or was away.</summary>
    public int Forwarded { get; private set; }

    /// <summary>Held back, because the map said that the user was nowhere.</summary>
    public int Parked { get; private set; }

    /// <summary>Connections made, dropped or moved since the beginning.</summary>
    public int Moves { get; private set; }

    /// <summary>Time since anything happened.</summary>
    public TimeSpan Quiet
    {
        get
        {
            lock (_gate)
            {
                return Since(_lastEvent);
            }
        }
    }

    /// <summary>The worker that the user is connected to, null for none.</summary>
    public int? WorkerOf(int user)
    {
        lock (_gate)
        {
            return _workerOf[user] == Nobody ? null : _workerOf[user];
        }
    }

    /// <summary>The user connects to a worker, or to none.</summary>
    public void Move(int user, int? worker)
    {
        lock (_gate)
        {
            _workerOf[user] = worker ?? Nobody;
            Moves++;
        }
    }

    /// <summary>A message is about to be published for the first time: its latency counts from here.</summary>
    public void Sending(int message)
    {
        lock (_gate)
        {
            _sentAt[message] = Now;
        }
    }

    /// <summary>The broker took it.</summary>
    public void Sent(int message)
    {
        lock (_gate)
        {
            CountPublish(message);
            if (StateOf(message) is State.Planned or State.Parked)
            {
                Set(message, State.Published);
            }
        }
    }

    /// <summary>The broker took it for the instance where the user is now.</summary>
    public void PassedOn(int message)
    {
        lock (_gate)
        {
            CountPublish(message);
            Forwarded++;
            if (StateOf(message) == State.Parked)
            {
                Set(message, State.Published);
            }
            else
            {
                Touch();
            }
        }
    }

    /// <summary>It is held back until its user connects.</summary>
    public void Park(int message)
    {
        lock (_gate)
        {
            Parked++;
            if (StateOf(message) is not (State.Kept or State.Misdelivered))
            {
                Set(message, State.Parked);
            }
        }
    }

    /// <summary>It came to a worker.</summary>
    public void Delivery()
    {
        lock (_gate)
        {
            Delivered++;
            Touch();
        }
    }

    /// <summary>A worker gave it back.</summary>
    public void GaveBack(int message)
    {
        lock (_gate)
        {
            Nacked++;
            if (StateOf(message) is State.Planned or State.Published or State.Parked)
            {
                Set(message, State.GivenBack);
            }
            else
            {
                Touch();
            }
        }
    }

    /// <summary>A worker keeps it for the user that it read from the message.</summary>
    /// <param name="message">The message's number.</param>
    /// <param name="user">The user that the message, as it arrived, is for.</param>
    /// <param name="worker">The worker's number.</param>
    /// <param name="rightPlace">Whether it came by the subscription that the strategy computes for the user.</param>
    public void Keep(int message, int user, int worker, bool rightPlace)
    {
        lock (_gate)
        {
            if (StateOf(message) is State.Kept or State.Misdelivered)
            {
                Duplicates++;
                Touch();
                return;
            }

            var right = rightPlace && user == _crowd.Recipients[message] && _workerOf[user] == worker;
            Useful += right ? 1 : 0;
            Misdelivered += right ? 0 : 1;
            _keptAt[message] = Now;
            Close(message, right ? State.Kept : State.Misdelivered);
        }
    }

    /// <summary>It came out of the dead-letter topic.</summary>
    public void DeadLetter(int message)
    {
        lock (_gate)
        {
            DeadLettered++;
            if (StateOf(message) is not (State.Kept or State.Misdelivered or State.DeadLettered))
            {
                Close(message, State.DeadLettered);
            }
        }
    }

    /// <summary>Messages that the broker took and no worker has seen yet, and those that were given back or parked and are still on their way.</summary>
    public (int Unseen, int OnTheirWay) ReadOpen()
    {
        lock (_gate)
        {
            return (_states.Count(s => s == (byte)State.Published), _states.Count(s => s is (byte)State.GivenBack or (byte)State.Parked));
        }
    }

    /// <summary>Times from publishing to keeping, in milliseconds, sorted.</summary>
    public double[] ReadLatencies()
    {
        lock (_gate)
        {
            var latencies = new List<double>(Useful);
            for (var m = 0; m < _states.Length; m++)
            {
                if (StateOf(m) == State.Kept)
                {
                    latencies.Add(TimeSpan.FromTicks(_keptAt[m] - _sentAt[m]).TotalMilliseconds);
                }
            }

            latencies.Sort();
            return [.. latencies];
        }
    }

    private void CountPublish(int message)
    {
        Publishes++;
        Published += _published[message] ? 0 : 1;
        _published[message] = true;
    }

    private long Now => _time.GetElapsedTime(_start).Ticks;

    private State StateOf(int message) => (State)_states[message];

    private TimeSpan Since(long ticks) => TimeSpan.FromTicks(Now - ticks);

    private void Touch() => _lastEvent = Now;

    private void Set(int message, State state)
    {
        _states[message] = (byte)state;
        Touch();
    }

    private void Close(int message, State state)
    {
        Set(message, state);
        if (--_open == 0)
        {
            _settled.SetResult();
        }
    }
}
