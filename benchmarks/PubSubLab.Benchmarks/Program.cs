using PubSubLab.Benchmarks;
using PubSubLab.Benchmarks.Brokers;

// A broker in a process of its own, so that what it costs is not mixed with what measuring it costs.
if (args is ["--serve", var which])
{
    return await ServeVerb.RunAsync(which);
}

return await BenchmarkRunner.RunAsync(args);
