namespace PubSubLab.Benchmarks;

/// <summary>
/// Runs the benchmarks named on the command line, or all, and writes the report: <c>[NAME...] [--beside FILE] [--minutes N | --hours N] [--messages N] [--out FOLDER]</c>. FILE is this
/// program built with another client, <c>-p:PubSubClient=Google</c>, which then has its turn in the same run.
/// </summary>
internal static class BenchmarkRunner
{
    public static async Task<int> RunAsync(string[] args)
    {
        var benchmarks = typeof(BenchmarkRunner).Assembly.GetTypes()
            .Where(static type => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(IBenchmark)))
            .Select(static type => (IBenchmark)Activator.CreateInstance(type)!)
            .OrderBy(static benchmark => benchmark.Name, StringComparer.Ordinal)
            .ToArray();
        var output = Option(args, "--out");
        var beside = Option(args, "--beside");
        var names = args.TakeWhile(static arg => arg is not ("--out" or "--beside" or "--minutes" or "--hours" or "--messages")).ToArray();
        var unknown = names.Except(benchmarks.Select(static benchmark => benchmark.Name)).ToArray();
        if (unknown.Length > 0)
        {
            await Console.Error.WriteLineAsync($"There is no benchmark \"{unknown[0]}\". There are: {string.Join(", ", benchmarks.Select(static b => b.Name))}; then come --beside FILE, --minutes N or --hours N, --messages N, and --out FOLDER.");
            return 2;
        }

        var (unit, most) = args.Contains("--hours") ? ("--hours", 24) : ("--minutes", 1440);
        var number = Option(args, unit);
        var length = 0.0;
        if (number is not null && (!double.TryParse(number, System.Globalization.NumberStyles.AllowDecimalPoint, System.Globalization.CultureInfo.InvariantCulture, out length) || length <= 0 || length > most))
        {
            await Console.Error.WriteLineAsync($"{unit} is '{number}'; write a number above 0 and at most {most}.");
            return 2;
        }

        var messages = 0;
        if (Option(args, "--messages") is { } count && (!int.TryParse(count, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out messages) || messages is 0 or > 100_000_000))
        {
            await Console.Error.WriteLineAsync($"--messages is '{count}'; write a whole number from 1 to 100000000.");
            return 2;
        }

        using var stop = new CancellationTokenSource();
        Console.CancelKeyPress += (_, e) =>
        {
            e.Cancel = true;
            stop.Cancel();
        };
        foreach (var benchmark in benchmarks.OfType<IBesideBenchmark>())
        {
            benchmark.Beside = beside;
        }

        foreach (var benchmark in benchmarks.OfType<ITimedBenchmark>().Where(_ => number is not null))
        {
            benchmark.Length = TimeSpan.FromMinutes(unit == "--hours" ? length * 60 : length);
        }

        foreach (var benchmark in benchmarks.OfType<ICountedBenchmark>().Where(_ => messages > 0))
        {
            benchmark.Messages = messages;
        }

        var report = new Report();
        foreach (var benchmark in benchmarks.Where(benchmark => names.Length == 0 || names.Contains(benchmark.Name)))
        {
            await benchmark.RunAsync(report, stop.Token);
        }

        if (output is not null)
        {
            Directory.CreateDirectory(output);
            await File.WriteAllTextAsync(Path.Combine(output, "benchmarks.md"), report.ToMarkdown(string.Join(' ', args.Select(arg => arg == beside ? "FILE" : arg))), stop.Token);
            await File.WriteAllTextAsync(Path.Combine(output, "benchmarks.json"), report.ToJson(), stop.Token);
        }

        return 0;
    }

    private static string? Option(string[] args, string name) => args.SkipWhile(arg => arg != name).Skip(1).FirstOrDefault();
}
