namespace PubSubLab.Benchmarks;

/// <summary>A benchmark that can have another build of this program do the same in the same run.</summary>
internal interface IBesideBenchmark : IBenchmark
{
    /// <summary>The other build's executable; null for none.</summary>
    string? Beside { get; set; }
}
