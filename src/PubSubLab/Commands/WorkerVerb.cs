using System.CommandLine;
using PubSubLab.Backends;
using PubSubLab.Lab;
using PubSubLab.Lab.Experiments;
using PubSubLab.Lab.Handlers;
using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Transports;
using PubSubLab.Lab.Wording;
using PubSubLab.Lab.Workers;
using PubSubLab.Output;

namespace PubSubLab.Commands;

/// <summary><c>worker</c>: listens in the open lab, on an emulator or on Google Cloud, and prints what it does.</summary>
internal sealed class WorkerVerb : IVerb
{
    /// <inheritdoc/>
    public Command Build()
    {
        var common = new CommonOptions();
        var handler = new Option<string>("--handler")
        {
            Description = $"Handler of a task: {string.Join(", ", HandlerCatalog.BuiltIn)}, or one of --handlers.", HelpName = "NAME", DefaultValueFactory = _ => "echo",
        };
        handler.CompletionSources.Add([.. HandlerCatalog.BuiltIn]);
        var own = new HandlersOption();
        var users = new Option<string[]>("--user-id")
        {
            Description = "Keep only this user's tasks and nack the rest; can be given again.", HelpName = "U", DefaultValueFactory = _ => [],
        };
        var workers = CommonOptions.NumberOption("--workers", "How many workers in this process. Default: 1.");
        var inFlight = CommonOptions.NumberOption("--max-in-flight", "Limit of a worker's outstanding tasks. Default: 1000, as in the official client.");
        var untilIdle = CommonOptions.DurationOption("--until-idle", "End after this time without a task, if none is outstanding, for example 3s.");
        var json = new Option<bool>("--json") { Description = "Print each event as a line of JSON." };
        var command = new Command("worker", "Take tasks from the open lab (or from the backend in BACKEND and PUBSUB_EMULATOR_HOST) until Ctrl+C.")
        {
            handler, users, workers, inFlight, untilIdle, json,
        };
        own.AddTo(command);
        var consent = new Consent();
        consent.AddTo(command);
        common.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            var ids = parsed.GetValue(users)!;
            var spec = new WorkerSpec
            {
                Handler = parsed.GetValue(handler)!,
                Accepts = ids.Length == 0 ? AcceptanceRule.Everything : AcceptanceRule.Users(ids),
                MaxInFlight = parsed.GetValue(inFlight) ?? new WorkerSpec().MaxInFlight,
            };
            var chosen = common.Read(parsed).Backend;
            var handlers = own.Read(parsed, chosen.Settings);
            using var captured = HandlersOption.Capture(handlers);
            await HandlersOption.LoadAsync(handlers, cancellation);
            _ = await Usage.CheckAsync(() => handlers.CreateAsync(spec.Handler, cancellation));
            if (!await consent.AskAsync(parsed, chosen, ProjectUse.OfWorker(chosen.Settings.Subscription, $"project {chosen.Settings.ProjectId}"), parsed.GetValue(json), cancellation))
            {
                return ExitCodes.Failed;
            }

            return await RunAsync(chosen, handlers, spec, parsed.GetValue(workers) ?? 1, parsed.GetValue(untilIdle), parsed.GetValue(json), cancellation);
        });
        return command;
    }

    private static async Task<int> RunAsync(
        Backend chosen, HandlerCatalog handlers, WorkerSpec spec, int count, TimeSpan? untilIdle, bool json, CancellationToken cancellation)
    {
        var settings = chosen.Settings;
        var journal = new LabJournal();
        await using var backend = chosen.Join(journal);
        await backend.Transport.EnsureAsync(Topology.Simple(settings.Topic, settings.Subscription) with { Use = TopologyUse.Consume }, cancellation);
        var account = journal.Attach(new WorkerAccount());
        var redelivery = journal.Attach(new RedeliveryWatch());
        var warning = redelivery.PrintAsync(Console.Error);
        var printer = new EventPrinter(journal, json, Console.Out);
        await using (printer)
        await using (var pool = new WorkerPool(backend.Transport, journal, handlers, settings.Subscription))
        {
            var idle = untilIdle is { } quiet ? journal.Attach(new IdleWatch(journal, quiet, backend.Transport.ProbeAsync)) : null;
            try
            {
                for (var i = 0; i < count; i++)
                {
                    await pool.SpawnAsync(spec, cancellation);
                }
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                // Those that started already finish what they have, below.
            }

            using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellation, printer.Failed);
            var ended = Task.WhenAll(pool.Workers.Select(w => w.Ended));
            var quietFor = idle?.WaitAsync(over.Token) ?? Task.Delay(Timeout.InfiniteTimeSpan, journal.Time, over.Token);
            await Task.WhenAny(ended, quietFor);
            await over.CancelAsync();
            await Task.WhenAll(pool.Workers.Select(w => w.StopAsync(WorkerPool.StopTimeout)));
            try
            {
                await quietFor;
            }
            catch (OperationCanceledException) when (over.IsCancellationRequested)
            {
                // A signal, or the end of all workers, came first.
            }
            catch (LabException e)
            {
                account.Add(e);
            }
        }

        redelivery.End();
        await warning;
        // After the pool: its end may cut acks off.
        if (printer.Failure is { } unprinted)
        {
            account.Add(unprinted);
        }
        else if (!json)
        {
            Console.WriteLine(account.Summary);
        }

        foreach (var trouble in account.Troubles)
        {
            await Console.Error.WriteLineAsync(trouble);
        }

        return account.Troubles.Count > 0 ? ExitCodes.Failed : ExitCodes.Done;
    }
}
