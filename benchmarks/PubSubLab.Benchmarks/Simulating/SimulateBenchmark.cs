using PubSubLab.Simulation;
using PubSubLab.Simulation.Worlds;

namespace PubSubLab.Benchmarks.Simulating;

/// <summary>The simulation in large: fresh seeds for minutes or hours, on a thread for each processor.</summary>
internal sealed class SimulateBenchmark : ITimedBenchmark
{
    public string Name => "simulate";

    public TimeSpan Length { get; set; } = TimeSpan.FromMinutes(1);

    public Task RunAsync(Report report, CancellationToken cancellation)
    {
        var seed = Random.Shared.NextInt64(1, 1L << 40);
        report.Note(Name, $"from seed {seed}");
        var began = TimeProvider.System.GetTimestamp();
        var results = new List<SimulationResult>();
        var faults = 0;
        Parallel.For(0, Environment.ProcessorCount, _ =>
        {
            while (TimeProvider.System.GetElapsedTime(began) < Length && !cancellation.IsCancellationRequested)
            {
                try
                {
                    var result = SeededRun.Run((ulong)Interlocked.Increment(ref seed));
                    lock (results)
                    {
                        results.Add(result);
                    }
                }
                catch (FoundFaultException e)
                {
                    Interlocked.Increment(ref faults);
                    Console.WriteLine(e.Message);
                }
            }
        });
        var took = TimeProvider.System.GetElapsedTime(began);
        report.Add(Name, "seeds", results.Count + faults, "runs");
        report.Add(Name, "simulated time", results.Sum(static r => r.Elapsed.TotalHours), "h");
        report.Add(Name, "simulated time in real time", results.Sum(static r => r.Elapsed.TotalSeconds) / took.TotalSeconds, "x");
        report.Add(Name, "steps", results.Sum(static r => r.Steps) / took.TotalSeconds, "/s");
        report.Add(Name, "deliveries", results.Sum(static r => (long)r.Deliveries), "messages");
        report.Add(Name, "broken promises", faults, "runs", "0", faults == 0);
        return Task.CompletedTask;
    }
}
