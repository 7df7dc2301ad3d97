namespace PubSubLab.Benchmarks;

/// <summary>A benchmark that runs for as long as <c>--minutes</c> says.</summary>
internal interface ITimedBenchmark : IBenchmark
{
    /// <summary>Duration of the disturbance; short by default.</summary>
    TimeSpan Length { get; set; }
}
