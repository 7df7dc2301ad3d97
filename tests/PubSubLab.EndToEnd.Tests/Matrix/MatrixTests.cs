using System.Collections.Concurrent;
using System.Net;
using PubSubLab.EndToEnd.Tests.Support;

namespace PubSubLab.EndToEnd.Tests.Matrix;

/// <summary>
/// Everything that may happen around a verb, and what it does then. A build runs one verb through all of it and the others pairwise;
/// FULL=1 runs every case.
/// </summary>
public sealed class MatrixTests
{
    private const int CellsAtATime = 6;

    [Fact]
    public async Task Whatever_happens_around_a_verb_it_ends_as_promised_and_says_why()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Tmux.IsThere, "It needs Linux's signals, /dev/full, bash and tmux.");
        var (first, host) = await Lab.StartEmulatorAsync();
        await using var emulator = first;
        var (second, otherHost) = await Lab.StartEmulatorAsync();
        await using var other = second;
        var run = new CellRun(IPEndPoint.Parse(host), IPEndPoint.Parse(otherHost));
        var wrong = new ConcurrentBag<string>();
        var cells = Environment.GetEnvironmentVariable("FULL") == "1" ? Cell.All : Cell.Pairwise();

        await Parallel.ForEachAsync(cells, new ParallelOptions { MaxDegreeOfParallelism = CellsAtATime }, async (cell, _) =>
        {
            if (await run.RunAsync(cell) is { } complaint)
            {
                wrong.Add(complaint);
            }
        });

        TestContext.Current.TestOutputHelper?.WriteLine($"{cells.Count} cases of {Cell.All.Count}, {wrong.Count} wrong.");
        wrong.Order(StringComparer.Ordinal).ShouldBeEmpty();
    }
}
