using System.CommandLine;
using PubSubLab.Backends;
using PubSubLab.Embedded;
using PubSubLab.Emulator;
using PubSubLab.Lab;
using PubSubLab.Lab.Experiments;
using PubSubLab.Lab.Experiments.Files;
using PubSubLab.Lab.Handlers;
using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Routing;
using PubSubLab.Lab.Wording;
using PubSubLab.Output;

namespace PubSubLab.Commands;

/// <summary><c>experiment</c>: runs one without a screen and prints the figures behind its verdict.</summary>
internal sealed class ExperimentVerb : IVerb
{
    /// <inheritdoc/>
    public Command Build()
    {
        var common = new CommonOptions();
        var name = new Argument<string?>("NAME") { Description = "Which one, or a file of your own (.yaml, docs/experiment.example.yaml); without it they are listed.", Arity = ArgumentArity.ZeroOrOne, HelpName = "NAME|FILE" };
        name.CompletionSources.Add([.. ExperimentCatalog.All.Select(e => e.Name)]);
        var workers = CommonOptions.NumberOption("--workers", "How many workers or users. Default: the experiment's own choice.");
        var messages = CommonOptions.NumberOption("--messages", "How many messages. Default: the experiment's own choice.");
        var dispatch = CommonOptions.DispatchOption("Embedded: which waiting worker gets a message, round-robin (default) or random.");
        var seed = CommonOptions.NumberOption("--seed", "The seed of random dispatch, and of routing's users and moves. Default: 0, for routing's 1.", least: 0);
        var json = new Option<bool>("--json") { Description = "Print the result as JSON and nothing else." };
        var command = new Command("experiment", "Run an experiment: set-up, traffic, expectation, verdict. Exit code 0 if every expectation holds.")
        {
            name, workers, messages, dispatch, seed, json,
        };
        var routing = new RoutingOptionSet();
        routing.AddTo(command);
        var consent = new Consent();
        consent.AddTo(command);
        var own = new HandlersOption();
        own.AddTo(command);
        common.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            if (parsed.GetValue(name) is not { } wanted)
            {
                return List();
            }

            var setup = common.Read(parsed);
            var handlers = own.Read(parsed, setup.Settings);
            using var captured = HandlersOption.Capture(handlers);
            await HandlersOption.LoadAsync(handlers, cancellation);
            var run = new Run(
                Usage.Check(() => Find(wanted, handlers)),
                setup,
                handlers,
                new EmbeddedOptions { Dispatch = parsed.GetValue(dispatch), Seed = parsed.GetValue(seed) ?? 0 },
                parsed.GetValue(workers),
                parsed.GetValue(messages),
                parsed.GetValue(json));
            if (run.Experiment is not RoutingExperiment)
            {
                routing.CheckUnused(parsed, run.Experiment.Name);
                return await AgreesAsync(run) ? await RunAsync(run, cancellation) : ExitCodes.Failed;
            }

            var files = routing.ReportOf(parsed) is { } html ? new RoutingReportFiles(html) : null;
            if (routing.SourcesOf(parsed) is { Count: > 0 } sources)
            {
                return await RoutingReportFiles.RenderAsync(sources, files, cancellation);
            }

            // The broker's own events would be a thousand for a message that a thousand subscriptions filter out, and the run keeps its own books.
            var embedded = run.Setup.Backend.IsInProcess;
            var options = routing.Read(parsed, run.Workers, run.Messages, parsed.GetValue(seed)) with
            {
                Dispatch = embedded ? run.Embedded.Dispatch == DispatchOrder.Random ? "random" : "in turn" : null,
                BrokerEndsWithRun = embedded,
            };
            _ = Usage.Check(() => options.Checked(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes));
            run = run with { Embedded = run.Embedded with { Watched = false, CountLimits = false }, Routing = options, Files = files };
            return await AgreesAsync(run) ? await RunAsync(run, cancellation) : ExitCodes.Failed;

            Task<bool> AgreesAsync(Run wanted) =>
                consent.AskAsync(parsed, wanted.Setup.Backend, ProjectUse.OfExperiment(wanted.Experiment, $"project {wanted.Setup.Settings.ProjectId}", wanted.Routing), wanted.Json, cancellation);
        });
        return command;
    }

    /// <summary>A name that looks like a file is one.</summary>
    private static IExperiment Find(string wanted, HandlerCatalog handlers) =>
        wanted.EndsWith(".yaml", StringComparison.OrdinalIgnoreCase) || wanted.EndsWith(".yml", StringComparison.OrdinalIgnoreCase)
            ? FileExperiment.Read(wanted, handlers)
            : File.Exists(wanted) && !ExperimentCatalog.All.Any(e => e.Name == wanted)
                ? throw new LabException($"'{wanted}' is not an experiment file: its name must end in .yaml or .yml (docs/experiment.example.yaml is one).")
                : handlers.HasFiles
                    ? throw new LabException($"--handlers is for an experiment file; '{wanted}' works with the lab's own handlers. Leave it out.")
                    : ExperimentCatalog.Get(wanted);

    private static int List()
    {
        foreach (var experiment in ExperimentCatalog.All)
        {
            Console.WriteLine($"{experiment.Name,-14} {experiment.Title}");
        }

        return ExitCodes.Done;
    }

    private static async Task<int> RunAsync(Run run, CancellationToken cancellation)
    {
        var journal = new LabJournal();
        await using var backend = await run.Setup.Backend.OpenAsync(journal, run.Embedded, cancellation);
        Action<string> say = run.Json ? _ => { } : line => Console.WriteLine($"{journal.Now:mm\\:ss\\.fff}  {line}");
        say($"{run.Experiment.Question} ({backend.Transport.Description})");
        var context = new ExperimentContext(backend.Transport, journal, run.Handlers, say)
        {
            Workers = run.Workers, Messages = run.Messages, Routing = run.Routing, Faults = backend.Ports.Faults, Push = backend.Ports.Push,
            Backends = run.Setup.Compare(journal),
        };
        var result = await run.Experiment.RunAsync(context, cancellation);
        if (run.Files is { } files && result.Routing is { } report)
        {
            say(await files.WriteAsync([report]));
        }

        if (run.Json)
        {
            // Of several lines, each of which is the report's own.
            Console.Write(SafeJson.Of(ExperimentReport.Json(result)) + Environment.NewLine);
        }
        else
        {
            foreach (var line in ExperimentReport.Text(result, TerminalWidth()))
            {
                Console.WriteLine(line);
            }
        }

        return result.Outcome == ExperimentOutcome.Holds ? ExitCodes.Done : ExitCodes.Failed;
    }

    // A file or a pipe has no width: the table is whole there.
    private static int TerminalWidth() => Console.IsOutputRedirected || Console.WindowWidth <= 0 ? int.MaxValue : Console.WindowWidth;

    private sealed record Run(
        IExperiment Experiment, LabSetup Setup, HandlerCatalog Handlers, EmbeddedOptions Embedded, int? Workers, int? Messages, bool Json)
    {
        public RoutingOptions? Routing { get; init; }

        public RoutingReportFiles? Files { get; init; }
    }
}
