using PubSubLab.Benchmarks;
using PubSubLab.Benchmarks.Brokers;
using PubSubLab.Benchmarks.Clients;
using PubSubLab.Benchmarks.Screens;

// A broker in a process of its own, so that what it costs is not mixed with what measuring it costs.
if (args is ["--serve", var which])
{
    return await ServeVerb.RunAsync(which);
}

if (args is ["--client", var endpoint, var streams])
{
    return await ClientVerb.RunAsync(endpoint, streams);
}

if (args is ["--window"])
{
    return BareWindow.Run();
}

if (args is ["--screen" or "--no-screen", var held, var rate])
{
    return await ScreenVerb.RunAsync(args[0] == "--screen", held, rate);
}

return await BenchmarkRunner.RunAsync(args);
