using System.CommandLine;
using System.CommandLine.Parsing;
using PubSubLab.Configuration;
using PubSubLab.Embedded;
using PubSubLab.Emulator;
using PubSubLab.Output;

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
        var config = new Option<string?>("--config")
        {
            Description = "Begin with the topics, subscriptions and schemas of this YAML file; docs/topology.example.yaml shows every field.", HelpName = "FILE",
        };
        var noCountLimits = new Option<bool>("--no-count-limits")
        {
            Description = "Lift the limits on numbers of topics and subscriptions. stderr names each excess over a real project's limits.",
        };
        var dispatch = CommonOptions.DispatchOption("Which waiting consumer gets a message, which Pub/Sub does not document: round-robin (default) or random.");
        var seed = CommonOptions.NumberOption("--seed", "Seed of random choices, to repeat a run. Default: a new one, which is printed.", least: 0);
        var memory = CommonOptions.MemoryOption();
        var issuer = new Option<string?>("--oidc-issuer")
        {
            Description = "Issuer of the tokens in push requests, such as https://accounts.google.com. Default: this emulator's own URL.", HelpName = "URL",
        };
        var command = new Command("emulator", "Serve Pub/Sub (gRPC and REST) for any client that PUBSUB_EMULATOR_HOST points here, until Ctrl+C.")
        {
            host, port, config, noCountLimits, dispatch, seed, memory, issuer,
        };
        var web = new WebOptionSet();
        web.AddTo(command);
        command.SetAction((parsed, cancellation) => RunAsync(
            new PubSubEmulatorOptions
            {
                Host = parsed.GetValue(host)!,
                Port = parsed.GetValue(port) ?? LabSettings.DefaultPort,
                CountLimits = !parsed.GetValue(noCountLimits),
                OnLimitPassed = Console.Error.WriteLine,
                OnFault = Console.Error.WriteLine,
                OnPressure = Console.Error.WriteLine,
                OnPushFailed = Console.Error.WriteLine,
                OnTransformFailed = Console.Error.WriteLine,
                MemoryShare = CommonOptions.MemoryShareOf(parsed.GetValue(memory)),
                Dispatch = parsed.GetValue(dispatch),
                Seed = parsed.GetValue(seed) ?? Random.Shared.Next(),
                Web = web.Read(parsed),
                OidcIssuer = parsed.GetValue(issuer),
            },
            parsed.GetValue(config) is { } file ? TopologyFile.Read(file) : null,
            cancellation));
        return command;
    }

    private static async Task<int> RunAsync(PubSubEmulatorOptions options, TopologyFile? config, CancellationToken cancellation)
    {
        using var stop = new StopReason();
        await using var emulator = await EmulatorStart.RunAsync(options, cancellation);
        config?.Create(emulator);

        // The first line is what a script waits for, and what it needs to go on.
        Console.WriteLine($"PUBSUB_EMULATOR_HOST={emulator.Endpoint}");
        Console.WriteLine($"Pub/Sub emulator ready on {emulator.Endpoint}, gRPC and REST. Everything is in memory. Ctrl+C ends it.");
        if (Exposure.Of(options.Host, emulator.Port) is { } exposure)
        {
            Console.WriteLine(exposure);
        }

        if (options.Dispatch == DispatchOrder.Random)
        {
            Console.WriteLine($"Consumers are drawn at random; --seed {options.Seed} repeats the sequence.");
        }

        if (!options.CountLimits)
        {
            Console.WriteLine("Numbers of topics and subscriptions are not limited; a real project has at most 10,000 of each, and a topic 10,000 subscriptions.");
        }

        await Console.Out.FlushAsync(CancellationToken.None);
        await emulator.Completion.WaitAsync(cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (emulator.Completion.Exception is not { } failed)
        {
            return ExitCodes.Done;
        }

        stop.Say(StopReason.ReasonFor(failed.InnerException!));
        return ExitCodes.Failed;
    }
}
