
namespace PubSubLab.Emulator.Limits;

/// <summary>Limits of connections and requests.</summary>
internal sealed record EmulatorLimits
{
    /// <summary>A message of 10 MB in a request of 10 MB is allowed; what is larger is refused with a sentence, not cut off.</summary>
    public const int MaximumMessage = 64 << 20;

    /// <summary>Connections at once; null: what the process's own limit on open files leaves.</summary>
    public int? Connections { get; init; }

    /// <summary>Time limit for a connection's first byte.</summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Time that a new connection waits for a place.</summary>
    public TimeSpan Entry { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Time for telling a connection that it is over the limit.</summary>
    public TimeSpan Refusal { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Time limit for a stalled body of a unary call.</summary>
    public TimeSpan BodyPause { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Open StreamingPull streams of one connection.</summary>
    public int StreamsPerConnection { get; init; } = 1000;

    /// <summary>Open calls of one connection. HTTP/2's own limit is twice this, so that a call over it is answered.</summary>
    public int CallsPerConnection { get; init; } = 10_000;

    /// <summary>The process's memory limit and use.</summary>
    public MemoryGauge Memory { get; init; } = MemoryGauge.OfProcess;

    /// <summary>
    /// Share of the memory watermark at which further messages of a data directory stay on the disk only. The rest is for the parts of
    /// messages that stay in memory, for deliveries and for requests.
    /// </summary>
    public double SpillShare { get; init; } = 0.4;

    /// <summary>Bytes that are free on the disk of a data directory; null asks the disk.</summary>
    public Func<long>? FreeDisk { get; init; }

    /// <summary>Time between two tries to write into a data directory that refuses.</summary>
    public TimeSpan StorePause { get; init; } = TimeSpan.FromSeconds(1);
}
