using System.Diagnostics;
using System.Globalization;
using PubSubLab.Emulator.Resources;

namespace PubSubLab.Emulator.Limits;

/// <summary>
/// Closes publishing while the memory in use is over a share of what the process may use. In use are the stored messages and the
/// bodies that are being read, both counted as they come and go, and everything else that the last full collection found alive.
/// </summary>
internal sealed class MemoryWatermark
{
    /// <summary>A request body over this size is refused while publishing is closed; no call but Publish needs one.</summary>
    public const int LargeBody = 1 << 20;

    /// <summary>A request as JSON takes this often its size while it is read: JSON, its text, the bytes of that, and the message.</summary>
    public const long LargestCopies = 6;

    // Publishing opens again a little below the watermark, so that it does not open and close with every message.
    private const double Reopening = 0.95;
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private readonly Func<long?> _live;
    private readonly Action<string>? _tell;
    private readonly string _reason;
    private readonly long _spillsFrom;
    private long _stored;
    private long _bodies;
    private long _rest;
    private long _nextCollection;
    private long _refused;
    private volatile bool _isClosed;

    public MemoryWatermark(MemoryGauge gauge, double share, Action<string>? tell, double spillShare = 1)
    {
        _live = gauge.Live;
        _tell = tell;
        Available = gauge.Available();
        Watermark = (long)(Available * share);
        _spillsFrom = (long)(Watermark * spillShare);
        _reason = string.Create(
            CultureInfo.InvariantCulture,
            $"Memory is full: {share:P0} of the {Available >> 20} MB that the emulator may use is taken ({Watermark >> 20} MB). Pull and acknowledge messages, or give it more memory");
        FullCollections.Follow(this);
    }

    /// <summary>Bytes that the process may use.</summary>
    public long Available { get; }

    public long Watermark { get; }

    /// <summary>Whether the bytes of further messages are to stay on the disk only, where there is one.</summary>
    public bool Spills => Stored >= _spillsFrom;

    /// <summary>Bytes of stored messages.</summary>
    public long Stored => Interlocked.Read(ref _stored);

    /// <summary>Bytes that request bodies take while they are read.</summary>
    public long Bodies => Interlocked.Read(ref _bodies);

    public bool IsOver => Used >= Watermark;

    private long Counted => Stored + Bodies;

    private long Used => Counted + Interlocked.Read(ref _rest);

    public void Store(long bytes)
    {
        Interlocked.Add(ref _stored, bytes);
        if (bytes < 0 && _isClosed)
        {
            Review();
        }
    }

    public void Read(long bytes)
    {
        Interlocked.Add(ref _bodies, bytes);
        if (bytes < 0 && _isClosed)
        {
            Review();
        }
    }

    /// <summary>Why publishing is closed; null while it is open.</summary>
    /// <param name="asked">Bytes of the current request, already in <see cref="Bodies"/>.</param>
    public string? Closed(long asked = 0)
    {
        if (!_isClosed && Used < Watermark)
        {
            return null;
        }

        // Everything else is known from the last collection only; before it closes publishing, it is measured again.
        if (Counted < Watermark * Reopening && Used >= Watermark * Reopening)
        {
            Collect();
        }

        return Review(asked) ? _reason : null;
    }

    /// <summary>Refuses a Publish while publishing is closed.</summary>
    public void CheckPublish(long asked)
    {
        // A request that was let in while there was room goes through, although others were refused since.
        if (Used >= Watermark && Closed(asked) is { } reason)
        {
            throw Fail.Exhausted($"{reason}; this request was not published, and none of its messages was stored.");
        }
    }

    /// <summary>Takes the figure of the last full collection, whose time is now.</summary>
    public void Sample()
    {
        if (_live() is { } live)
        {
            Interlocked.Exchange(ref _rest, Math.Max(0, live - Counted));
        }
    }

    private bool Review(long asked = 0)
    {
        string? news = null;
        lock (_gate)
        {
            var used = Used;
            if (!_isClosed && used >= Watermark)
            {
                _isClosed = true;
                news = $"{_reason}. Until then Publish is refused with RESOURCE_EXHAUSTED.";
            }
            else if (_isClosed && used < Math.Max((Watermark * Reopening) - _refused, Watermark / 2))
            {
                _isClosed = false;
                _refused = 0;
                news = "There is memory again: publishing is open.";
            }

            // It opens for a request as large as the one that was refused, not as soon as that one is gone.
            if (_isClosed)
            {
                _refused = Math.Max(_refused, asked);
            }
        }

        if (news is not null)
        {
            _tell?.Invoke(news);
        }

        return _isClosed;
    }

    private void Collect()
    {
        lock (_gate)
        {
            var begin = Stopwatch.GetTimestamp();
            if (begin < _nextCollection)
            {
                return;
            }

            GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true);
            Sample();
            // A large heap takes long to collect; no more than a twentieth of the time goes into it.
            var took = Stopwatch.GetTimestamp() - begin;
            _nextCollection = begin + Math.Max((long)(s_pause.TotalSeconds * Stopwatch.Frequency), took * 20);
        }
    }
}
