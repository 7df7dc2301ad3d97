namespace PubSubLab.Benchmarks;

/// <summary>A benchmark with as many messages as <c>--messages</c> says.</summary>
internal interface ICountedBenchmark : IBenchmark
{
    /// <summary>Number of messages; small by default.</summary>
    int Messages { get; set; }
}
