
namespace PubSubLab.Emulator.Limits;

/// <summary>What connections and requests may take.</summary>
internal sealed record EmulatorLimits
{
    /// <summary>A message of 10 MB in a request of 10 MB is allowed; what is larger is refused with a sentence, not cut off.</summary>
    public const int MaximumMessage = 64 << 20;

    /// <summary>Connections at once; null: what the process's own limit on open files leaves.</summary>
    public int? Connections { get; init; }

    /// <summary>How long a connection may stay open without a first byte.</summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a new connection waits for a place.</summary>
    public TimeSpan Entry { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a connection over the limit stays open to be told so.</summary>
    public TimeSpan Refusal { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a body of a unary call may stand still.</summary>
    public TimeSpan BodyPause { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Open StreamingPull streams of one connection.</summary>
    public int StreamsPerConnection { get; init; } = 1000;

    /// <summary>Open calls of one connection. HTTP/2's own limit is twice this, so that a call over it is answered.</summary>
    public int CallsPerConnection { get; init; } = 10_000;

    /// <summary>What the process has and uses.</summary>
    public MemoryGauge Memory { get; init; } = MemoryGauge.OfProcess;
}
