using System.Net;
using PubSubLab.Embedded;
using PubSubLab.Emulator;
using PubSubLab.Lab;
using PubSubLab.Lab.Time;
using PubSubLab.Output;

namespace PubSubLab.Commands;

/// <summary>A run of the emulator from start to end, alone or around a command.</summary>
internal sealed class EmulatorRun
{
    /// <summary>Where it listens, and by whose word.</summary>
    public required ListenAddress Address { get; init; }

    /// <summary>The project that a command gets to know; null for none.</summary>
    public string? Project { get; init; }

    /// <summary>The file that the emulator begins with; null for none.</summary>
    public TopologyFile? Topology { get; init; }

    /// <summary>The variables that it begins with.</summary>
    public IReadOnlyList<ProjectSeed> Seeds { get; init; } = [];

    /// <summary>The command and its arguments; none for a run that a signal ends.</summary>
    public IReadOnlyList<string> Words { get; init; } = [];

    /// <summary>The emulator's options.</summary>
    public required PubSubEmulatorOptions Options { get; init; }

    private string? Place => Options.DataDirectory is { } directory ? $"in {Path.GetFullPath(directory)}" : null;

    /// <summary>Runs it.</summary>
    /// <returns>The exit code: the command's, if there is one.</returns>
    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        try
        {
            using var command = Words.Count > 0 ? new ForegroundCommand(Words) : null;
            using var stop = new StopReason(signals: command is null, Place);
            using var clock = new LabClock();
            await using var emulator = await StartAsync(clock, cancellation);

            // The command's output is its own.
            var output = command is null ? Console.Out : Console.Error;
            Greet(emulator, output);
            await output.FlushAsync(CancellationToken.None);
            return command is null ? await ServeAsync(emulator, stop, cancellation) : await ServeAsync(emulator, stop, command);
        }
        catch (CommandNotStartedException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return e.Code;
        }
    }

    private static async Task<int> ServeAsync(PubSubEmulator emulator, StopReason stop, CancellationToken cancellation)
    {
        await emulator.Completion.WaitAsync(cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (emulator.Completion.Exception is not { } failed)
        {
            return ExitCodes.Done;
        }

        stop.Say(StopReason.ReasonFor(failed.InnerException!));
        return ExitCodes.Failed;
    }

    private async Task<int> ServeAsync(PubSubEmulator emulator, StopReason stop, ForegroundCommand command)
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["PUBSUB_EMULATOR_HOST"] = emulator.Endpoint };
        if (Project is not null)
        {
            environment["PUBSUB_PROJECT_ID"] = Project;
        }

        using var passing = Interruption.PassTo(command.Pass);
        var running = command.RunAsync(environment);
        if (await Task.WhenAny(running, emulator.Completion) != running && emulator.Completion.Exception is { } failed)
        {
            stop.Say(StopReason.ReasonFor(failed.InnerException!));
        }

        return await running;
    }

    private async Task<PubSubEmulator> StartAsync(LabClock clock, CancellationToken cancellation)
    {
        try
        {
            var options = Options with { TimeProvider = clock, Clock = new EmulatorClockControl(clock) };
            return await EmulatorStart.RunAsync(options, cancellation, prepare: Create);
        }
        catch (LabException e) when (Address.IsFromVariable && e.InnerException is not (TopologyException or DataDirectoryException))
        {
            throw new LabException($"{e.Message} The address is that of PUBSUB_EMULATOR_HOST in the environment; --host-port sets another.", e);
        }
    }

    private void Create(PubSubEmulator emulator)
    {
        Topology?.Create(emulator);
        foreach (var seed in Seeds)
        {
            seed.Create(emulator);
        }
    }

    private void Greet(PubSubEmulator emulator, TextWriter output)
    {
        // The first line is for scripts, and they need it to go on. Testcontainers and others wait for the words of the second.
        output.WriteLine($"PUBSUB_EMULATOR_HOST={emulator.Endpoint}");
        output.WriteLine($"Server started, listening on {emulator.Port}, gRPC and REST. Everything is {Place ?? "in memory"}.{(Words.Count == 0 ? " Ctrl+C ends it." : "")}");
        foreach (var seed in Seeds)
        {
            output.WriteLine(seed.Line);
        }

        if (Exposure.Of(IPAddress.TryParse(Options.Host, out _) ? Options.Host : emulator.Host, emulator.Port) is { } exposure)
        {
            output.WriteLine(exposure);
        }

        if (Options.Dispatch == DispatchOrder.Random)
        {
            output.WriteLine($"Consumers are drawn at random; --seed {Options.Seed} repeats the sequence.");
        }

        if (!Options.CountLimits)
        {
            output.WriteLine("Numbers of topics and subscriptions are not limited; a real project has at most 10,000 of each, and a topic 10,000 subscriptions.");
        }
    }
}
