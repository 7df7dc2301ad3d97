namespace PubSubLab.Benchmarks;

/// <summary>Runs the benchmarks named on the command line, or all, and writes the report.</summary>
internal static class BenchmarkRunner
{
    public static async Task<int> RunAsync(string[] args)
    {
        var benchmarks = typeof(BenchmarkRunner).Assembly.GetTypes()
            .Where(static type => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(IBenchmark)))
            .Select(static type => (IBenchmark)Activator.CreateInstance(type)!)
            .OrderBy(static benchmark => benchmark.Name, StringComparer.Ordinal)
            .ToArray();
        var output = args.SkipWhile(static arg => arg != "--out").Skip(1).FirstOrDefault();
        var names = args.TakeWhile(static arg => arg != "--out").ToArray();
        var unknown = names.Except(benchmarks.Select(static benchmark => benchmark.Name)).ToArray();
        if (unknown.Length > 0)
        {
            await Console.Error.WriteLineAsync($"There is no benchmark \"{unknown[0]}\". There are: {string.Join(", ", benchmarks.Select(static b => b.Name))}.");
            return 2;
        }

        using var stop = new CancellationTokenSource();
        Console.CancelKeyPress += (_, e) =>
        {
            e.Cancel = true;
            stop.Cancel();
        };
        var report = new Report();
        foreach (var benchmark in benchmarks.Where(benchmark => names.Length == 0 || names.Contains(benchmark.Name)))
        {
            await benchmark.RunAsync(report, stop.Token);
        }

        if (output is not null)
        {
            Directory.CreateDirectory(output);
            await File.WriteAllTextAsync(Path.Combine(output, "benchmarks.md"), report.ToMarkdown(string.Join(' ', args)), stop.Token);
            await File.WriteAllTextAsync(Path.Combine(output, "benchmarks.json"), report.ToJson(), stop.Token);
        }

        return 0;
    }
}
