namespace PubSubLab.Benchmarks;

/// <summary>A benchmark with as many messages, or resources, as <c>--messages</c> says.</summary>
internal interface ICountedBenchmark : IBenchmark
{
    /// <summary>The number.</summary>
    int Messages { get; set; }
}
