using PubSubLab.Emulator;

namespace PubSubLab.Benchmarks.Brokers;

/// <summary><c>--serve ours|ceiling|DIR</c>: one broker until standard input ends, ours on a data directory; prints its endpoint when it listens.</summary>
internal static class ServeVerb
{
    public static async Task<int> RunAsync(string which)
    {
        if (which == "ceiling")
        {
            await using var ceiling = await CeilingBroker.StartAsync();
            Console.WriteLine(ceiling.Endpoint);
            await Console.In.ReadToEndAsync();
            return 0;
        }

        await using var emulator = await PubSubEmulator.StartAsync(new PubSubEmulatorOptions { CountLimits = false, DataDirectory = which == "ours" ? null : which });
        Console.WriteLine(emulator.Endpoint);
        while (await Console.In.ReadLineAsync() is { } line)
        {
            if (line == "gc")
            {
                GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
                Console.WriteLine(GC.GetTotalMemory(forceFullCollection: true));
            }
        }

        return 0;
    }
}
