using System.CommandLine;
using System.CommandLine.Help;
using Grpc.Core;
using PubSubLab.Configuration;
using PubSubLab.Lab;
using PubSubLab.Output;
using PubSubLab.Telemetry;
using PubSubLab.Transports.PubSub;

namespace PubSubLab.Commands;

/// <summary>From words on a command line to the verb that does them, and from what comes of it to an exit code.</summary>
internal static class CommandLineEntry
{
    /// <summary>Time limit for outstanding work after a signal: a worker's, and a little more.</summary>
    private static readonly TimeSpan s_shutdown = TimeSpan.FromSeconds(40);

    // @ in front of a value names the file of a task (publish --data @task.json), not a file of options.
    internal static ParserConfiguration Parser { get; } = new() { ResponseFileTokenReplacer = null };

    /// <summary>Every verb: each concrete <see cref="IVerb"/> of this assembly, by name.</summary>
    public static IReadOnlyList<Command> BuildVerbs() =>
    [
        .. typeof(IVerb).Assembly.GetTypes()
            .Where(t => t is { IsClass: true, IsAbstract: false } && t.IsAssignableTo(typeof(IVerb)))
            .Select(t => ((IVerb)Activator.CreateInstance(t)!).Build())
            .OrderBy(v => v.Name, StringComparer.Ordinal),
    ];

    /// <summary>The program's command with every verb.</summary>
    public static RootCommand BuildRoot()
    {
        var root = new RootCommand("An interactive laboratory for Google Cloud Pub/Sub in one terminal window.");
        foreach (var verb in BuildVerbs())
        {
            root.Subcommands.Add(verb);
        }

        LabVerb.Configure(root);
        foreach (var help in root.Options.OfType<HelpOption>())
        {
            // A shell that completes these takes them for patterns of files.
            help.Aliases.Remove("/?");
            help.Aliases.Remove("/h");
            help.Aliases.Remove("-?");
        }

        return root;
    }

    /// <summary>Runs the process.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        ConsoleWriters.Install();
        ProxyRule.ApplyToProcess();
        var root = BuildRoot();
        if (Suggestions.TryRead(args, out var line))
        {
            // A shell reads them line by line, and they are this program's own words.
            await using var output = new StreamWriter(ConsoleWriters.OpenOutput());
            await output.WriteAsync(string.Concat(new Suggestions(root, Parser).For(line).Select(static word => $"{word}\n")));
            return ExitCodes.Done;
        }

        var parsed = root.Parse(args, Parser);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors)
            {
                await Console.Error.WriteLineAsync(error.Message + Meant(parsed, error.Message));
            }

            await Console.Error.WriteLineAsync($"'{string.Join(' ', [.. Words(parsed.CommandResult), "--help"])}' says what is allowed.");
            return ExitCodes.WrongUsage;
        }

        // Not disposed: a signal in the process's last moments must not turn its exit code into another.
        var interruption = new Interruption(s_shutdown);
        try
        {
            var configuration = new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
            await using var telemetry = TelemetryExport.Start(VerbOf(parsed));
            return await interruption.WaitAsync(parsed.InvokeAsync(configuration, interruption.Token));
        }
        catch (SettingsException e)
        {
            foreach (var problem in e.Problems)
            {
                await Console.Error.WriteLineAsync(problem);
            }

            return ExitCodes.WrongUsage;
        }
        catch (LabException e) when (interruption.Signal is null || e.InnerException is not RpcException)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return ExitCodes.Failed;
        }
        catch (Exception e)
        {
            await Console.Error.WriteAsync(Failures.Sentence(e, interruption.Signal) + Environment.NewLine);
            return ExitCodes.Failed;
        }
    }

    // Help and the version are no run of a verb.
    private static string VerbOf(ParseResult parsed) => parsed.CommandResult.Command switch
    {
        var command when parsed.Action != command.Action => "",
        RootCommand => "lab",
        var command => command.Name,
    };

    // An option or a verb that is nearly right.
    private static string Meant(ParseResult parsed, string error)
    {
        var command = parsed.CommandResult.Command;
        var choices = command.Subcommands.Select(c => c.Name).Concat(command.Options.Select(o => o.Name)).ToList();
        return parsed.UnmatchedTokens.FirstOrDefault(t => error.Contains($"'{t}'", StringComparison.Ordinal)) is { } word ? Nearest.Question(word, choices) : "";
    }

    private static List<string> Words(System.CommandLine.Parsing.CommandResult result)
    {
        var words = new List<string>();
        for (System.CommandLine.Parsing.SymbolResult? at = result; at is System.CommandLine.Parsing.CommandResult command; at = at.Parent)
        {
            words.Insert(0, at.Parent is null ? "pubsublab" : command.Command.Name);
        }

        return words;
    }
}
