namespace PubSubLab.Benchmarks;

/// <summary>A benchmark that runs for as long as <c>--minutes</c> says.</summary>
internal interface ITimedBenchmark : IBenchmark
{
    /// <summary>How long it disturbs; short where nothing is said.</summary>
    TimeSpan Length { get; set; }
}
