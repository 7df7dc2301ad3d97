using System.CommandLine;
using PubSubLab.Backends;
using PubSubLab.Configuration;
using PubSubLab.Embedded;
using PubSubLab.Emulator;
using PubSubLab.Experiments;
using PubSubLab.Lab;
using PubSubLab.Lab.Experiments;
using PubSubLab.Lab.Experiments.Files;
using PubSubLab.Lab.Handlers;
using PubSubLab.Output;

namespace PubSubLab.Commands;

/// <summary><c>experiment</c>: runs experiments without a screen and prints the figures behind their verdicts.</summary>
internal sealed class ExperimentVerb : IVerb
{
    private readonly CommonOptions _common = new();
    private readonly Consent _consent = new();
    private readonly RoutingOptionSet _routing = new();
    private readonly HandlersOption _own = new();

    private readonly Argument<string[]> _names = new("NAME")
    {
        Description = "Names of experiments, files of your own (.yaml) and folders of files; without any, the names are listed.", Arity = ArgumentArity.ZeroOrMore, HelpName = "NAME|FILE|FOLDER",
    };

    private readonly Option<int?> _workers = CommonOptions.NumberOption("--workers", "How many workers or users. Default: the experiment's own choice.");
    private readonly Option<int?> _messages = CommonOptions.NumberOption("--messages", "How many messages. Default: the experiment's own choice.");
    private readonly Option<DispatchOrder> _dispatch = CommonOptions.DispatchOption("Embedded: which waiting worker gets a message, round-robin (default) or random.");
    private readonly Option<int?> _seed = CommonOptions.NumberOption(
        "--seed", "The seed of all that is drawn; in virtual time the same seed prints the same bytes. Default: 0, for routing's draws 1.", least: 0);

    private readonly Option<bool> _realTime = new("--real-time") { Description = "Embedded: run on the machine's clock, over real connections. Default: virtual time, which takes no time." };
    private readonly Option<string?> _junit = new("--junit") { Description = "Write the results to this JUnit file too, for CI.", HelpName = "FILE" };
    private readonly Option<bool> _watch = new("--watch") { Description = "Run again whenever one of the files changes, until Ctrl+C." };
    private readonly Option<bool> _example = new("--example") { Description = "Print an example of an experiment file, and do nothing else." };
    private readonly Option<bool> _schema = new("--schema") { Description = "Print the JSON Schema of experiment files, for editors, and do nothing else." };
    private readonly Option<bool> _json = new("--json") { Description = "Print the results as JSON and nothing else." };

    /// <inheritdoc/>
    public Command Build()
    {
        _names.CompletionSources.Add(static _ => ExperimentCatalog.All.Select(e => e.Name));
        var command = new Command("experiment", "Run experiments: set-up, traffic, expectation, verdict. Exit code 0: all hold. 1: something does not hold. 2: something could not run.")
        {
            _names, _workers, _messages, _dispatch, _seed, _realTime, _json, _junit, _watch, _example, _schema,
        };
        _routing.AddTo(command);
        _consent.AddTo(command);
        _own.AddTo(command);
        _common.AddTo(command);
        command.SetAction(InvokeAsync);
        return command;
    }

    private async Task<int> InvokeAsync(ParseResult parsed, CancellationToken cancellation)
    {
        if (parsed.GetValue(_example) || parsed.GetValue(_schema))
        {
            Console.Write(parsed.GetValue(_example) ? ExperimentExample.Text() : PlanSchema.Text() + "\n");
            return ExitCodes.Done;
        }

        if (parsed.GetValue(_names) is not { Length: > 0 } names)
        {
            return List();
        }

        if (!parsed.GetValue(_watch))
        {
            return await RunAsync(parsed, names, cancellation);
        }

        using var watch = Usage.Check(() => new FileWatch(names));
        while (true)
        {
            await RoundAsync(parsed, names, cancellation);

            // A program reads the documents on the output.
            var words = parsed.GetValue(_json) ? Console.Error : Console.Out;
            await words.WriteLineAsync();
            await words.WriteLineAsync($"Waiting for a change of {string.Join(", ", names)}; Ctrl+C ends it.");
            if (!await watch.ChangesAsync(cancellation))
            {
                return ExitCodes.Done;
            }
        }
    }

    // A mistake in a file of settings or handlers passes with the next change.
    private async Task RoundAsync(ParseResult parsed, IReadOnlyList<string> names, CancellationToken cancellation)
    {
        try
        {
            await RunAsync(parsed, names, cancellation);
        }
        catch (SettingsException e)
        {
            await Console.Error.WriteLineAsync(string.Join(Environment.NewLine, e.Problems));
        }
        catch (LabException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
        }
    }

    private async Task<int> RunAsync(ParseResult parsed, IReadOnlyList<string> names, CancellationToken cancellation)
    {
        var junit = parsed.GetValue(_junit);
        if (junit is not null && JUnitFile.WhyNot(junit) is { } reason)
        {
            throw new SettingsException([reason]);
        }

        var setup = _common.Read(parsed);
        var handlers = _own.Read(parsed, setup.Settings);
        using var captured = HandlersOption.Capture(handlers);
        await HandlersOption.LoadAsync(handlers, cancellation);
        var found = Usage.Check(() => ExperimentFinder.Find(names, new EmulatorFilters(), handlers));
        CheckOptions(parsed, found);
        if (found.Any(f => f.Experiment is RoutingExperiment) && _routing.SourcesOf(parsed) is { Count: > 0 } sources)
        {
            return await RoutingReportFiles.RenderAsync(sources, ReportOf(parsed), cancellation);
        }

        var files = ReportOf(parsed);
        var orders = found.Select(f => f.Experiment is { } experiment ? OrderOf(parsed, setup, handlers, f.Label, experiment) : null).ToList();
        var use = orders.OfType<RunOrder>().Select(o => ProjectUse.OfExperiment(o.Experiment, $"project {setup.Settings.ProjectId}", o.Routing)).Distinct(StringComparer.Ordinal);
        if (!await _consent.AskAsync(parsed, setup.Backend, string.Join(' ', use), parsed.GetValue(_json), cancellation))
        {
            return ExitCodes.CouldNotRun;
        }

        var output = new ExperimentOutput(parsed.GetValue(_json), found.Count > 1);
        foreach (var (one, order) in found.Zip(orders))
        {
            output.Begin(one.Label);
            var run = order is null
                ? new FinishedRun(one.Label, ExperimentResult.NotPossible(one.Label, one.Problem!), SeedOf(parsed), TimeSpan.Zero, false) { IsProblem = true }
                : await ExperimentRunner.RunAsync(order, output.Say, cancellation);
            if (files is not null && run.Result.Routing is { } report)
            {
                output.Say(run.Duration, await files.WriteAsync([report]));
            }

            output.Add(run);
        }

        var code = output.End();
        return junit is null || await WriteAsync(junit, output.Runs, cancellation) ? code : ExitCodes.CouldNotRun;
    }

    // The results are printed by now, so a file that cannot be written loses none.
    private static async Task<bool> WriteAsync(string junit, IReadOnlyList<FinishedRun> runs, CancellationToken cancellation)
    {
        try
        {
            await JUnitFile.WriteAsync(junit, runs, cancellation);
            return true;
        }
        catch (LabException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return false;
        }
    }

    private void CheckOptions(ParseResult parsed, IReadOnlyList<FoundExperiment> found)
    {
        if (found.FirstOrDefault(f => f.Experiment is not RoutingExperiment) is { } other)
        {
            _routing.CheckUnused(parsed, other.Experiment?.Name ?? other.Label);
        }

        if (_own.IsGiven(parsed) && found.FirstOrDefault(f => !ExperimentFinder.IsFile(f.Label)) is { } builtIn)
        {
            throw new SettingsException([$"--handlers does not apply to '{builtIn.Label}', which works with the lab's own handlers. Leave it out, or name a file."]);
        }

        var given = new Option[] { _workers, _messages }.FirstOrDefault(o => parsed.GetResult(o) is { Implicit: false });
        if (given is not null && found.FirstOrDefault(f => ExperimentFinder.IsFile(f.Label)) is { } file)
        {
            throw new SettingsException([$"{given.Name} does not apply to the file '{file.Label}', which has its own numbers. Leave it out, or change the file."]);
        }
    }

    private RunOrder OrderOf(ParseResult parsed, LabSetup setup, HandlerCatalog handlers, string label, IExperiment experiment)
    {
        var order = new RunOrder(label, experiment, setup, new EmbeddedOptions { Dispatch = parsed.GetValue(_dispatch), Seed = SeedOf(parsed) })
        {
            Handlers = handlers, Workers = parsed.GetValue(_workers), Messages = parsed.GetValue(_messages), RealTime = parsed.GetValue(_realTime),
        };
        if (experiment is not RoutingExperiment)
        {
            return order;
        }

        // The broker's own events would be a thousand for a message that a thousand subscriptions filter out, and the run keeps its own books.
        var embedded = setup.Backend.IsInProcess;
        var options = _routing.Read(parsed, order.Workers, order.Messages, parsed.GetValue(_seed)) with
        {
            Dispatch = embedded ? order.Embedded.Dispatch == DispatchOrder.Random ? "random" : "in turn" : null,
            BrokerEndsWithRun = embedded,
        };
        _ = Usage.Check(() => options.Checked(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes));
        return order with { Embedded = order.Embedded with { Watched = false, CountLimits = false }, Routing = options };
    }

    private int SeedOf(ParseResult parsed) => parsed.GetValue(_seed) ?? 0;

    private RoutingReportFiles? ReportOf(ParseResult parsed) => _routing.ReportOf(parsed) is { } html ? new RoutingReportFiles(html) : null;

    private static int List()
    {
        foreach (var experiment in ExperimentCatalog.All)
        {
            Console.WriteLine($"{experiment.Name,-14} {experiment.Title}");
        }

        return ExitCodes.Done;
    }
}
