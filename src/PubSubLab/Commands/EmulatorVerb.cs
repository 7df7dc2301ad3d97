using System.CommandLine;
using PubSubLab.Composition;
using PubSubLab.Configuration;
using PubSubLab.Emulator;

namespace PubSubLab.Commands;

/// <summary><c>emulator</c>: a Pub/Sub service for any client, until it is told to end.</summary>
internal sealed class EmulatorVerb : IVerb
{
    /// <inheritdoc/>
    public Command Build()
    {
        var host = new Option<string>("--host")
        {
            Description = "Where to listen: localhost, an address of this machine, or 0.0.0.0 for all.", DefaultValueFactory = _ => "localhost",
        };
        var port = CommonOptions.NumberOption("--port", $"The port; 0 takes a free one and prints it. Default: {LabSettings.DefaultPort}.", least: 0);
        var command = new Command("emulator", "Serve Pub/Sub (gRPC and REST) for any client that PUBSUB_EMULATOR_HOST points here, until Ctrl+C.") { host, port };
        command.SetAction((parsed, cancellation) => RunAsync(
            new PubSubEmulatorOptions { Host = parsed.GetValue(host)!, Port = parsed.GetValue(port) ?? LabSettings.DefaultPort }, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(PubSubEmulatorOptions options, CancellationToken cancellation)
    {
        await using var emulator = await EmulatorStart.RunAsync(options, cancellation);

        // The first line is what a script waits for, and what it needs to go on.
        Console.WriteLine($"PUBSUB_EMULATOR_HOST={emulator.Endpoint}");
        Console.WriteLine($"Pub/Sub emulator ready on {emulator.Endpoint}, gRPC and REST. Everything is in memory. Ctrl+C ends it.");
        await Console.Out.FlushAsync(CancellationToken.None);
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return ExitCodes.Done;
    }
}
