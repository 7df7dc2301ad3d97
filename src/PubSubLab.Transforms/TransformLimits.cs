namespace PubSubLab.Transforms;

/// <summary>Limits of one function for one message.</summary>
internal static class TransformLimits
{
    /// <summary>
    /// The service's limit (Pub/Sub docs, "UDFs overview", limitations). It is processor time, so that a busy machine fails no function.
    /// </summary>
    public static readonly TimeSpan Processor = TimeSpan.FromMilliseconds(500);

    /// <summary>Time after the limit in which the interpreter can stop by itself. After it the process ends.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(250);

    /// <summary>Limit of the time on the clock, far beyond what a busy machine needs. A function has nothing to wait for.</summary>
    public static readonly TimeSpan Clock = TimeSpan.FromSeconds(30);

    /// <summary>Statements, which a clock that runs late does not change. A fast machine reaches the time limit first.</summary>
    public const int Statements = 100_000_000;

    /// <summary>Bytes that may be allocated.</summary>
    public const long Allocation = 256L << 20;

    /// <summary>Heap of the process, which holds what the interpreter does not count.</summary>
    public const long Heap = 512L << 20;

    public const int Recursion = 2_000;

    /// <summary>Stack of the thread that interprets.</summary>
    public const int Stack = 64 << 20;
}
