namespace PubSubLab.Benchmarks;

/// <summary>One benchmark; a file each. <see cref="BenchmarkRunner"/> finds all of them.</summary>
internal interface IBenchmark
{
    /// <summary>Its name on the command line.</summary>
    string Name { get; }

    /// <summary>Measures and puts rows into the report.</summary>
    Task RunAsync(Report report, CancellationToken cancellation);
}
