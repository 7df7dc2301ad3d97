using System.CommandLine;
using PubSubLab.Backends;
using PubSubLab.Configuration;
using PubSubLab.Embedded;
using PubSubLab.Lab;
using PubSubLab.Lab.Experiments;
using PubSubLab.Lab.Experiments.Files;
using PubSubLab.Lab.Handlers;
using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Ports;
using PubSubLab.Lab.Recordings;
using PubSubLab.Lab.Replay;
using PubSubLab.Lab.Runs;
using PubSubLab.Lab.Time;
using PubSubLab.Lab.Workers;
using PubSubLab.Output;
using PubSubLab.Tui;
using PubSubLab.Tui.Theming;

namespace PubSubLab.Commands;

/// <summary><c>lab</c>, and what happens without a verb: the lab on a screen.</summary>
internal sealed class LabVerb : IVerb
{
    /// <inheritdoc/>
    public Command Build()
    {
        var command = new Command("lab", "Open the lab on a screen (this is also what happens without a verb).");
        Configure(command);
        return command;
    }

    /// <summary>Gives a command the lab's options and its action.</summary>
    /// <param name="command">The command.</param>
    /// <param name="demo">Whether the demo begins when the lab is open.</param>
    public static void Configure(Command command, bool demo = false)
    {
        var common = new CommonOptions();
        var port = CommonOptions.NumberOption(
            "--port", $"The port of the embedded emulator, which other programs can use; 0 takes a free one. Default: {LabSettings.DefaultPort}.", least: 0);
        var workers = CommonOptions.NumberOption(
            "--workers", "How many workers to begin with. Default: 1; on cloud 0, because workers take messages away from others; 0 where the lab goes on from a data directory.", least: 0);
        var memory = CommonOptions.MemoryOption();
        var data = CommonOptions.DataOption();
        var reserve = CommonOptions.DiskReserveOption();
        var theme = CommonOptions.ThemeOption("The colours. Default: as last time.");
        var noMouse = new Option<bool>("--no-mouse") { Description = "Leave the mouse to the terminal." };
        var present = new Option<bool>("--present") { Description = "Show the lab to others: pressed keys are shown, the log is hidden, and Space steps." };
        var noConfig = new Option<bool>("--no-config") { Description = "Neither read nor write the screen's settings file." };
        var experiment = new Option<string[]>("--experiment") { Description = "An experiment of your own to open with (.yaml).", HelpName = "FILE" };
        var record = new Option<string?>("--record") { Description = "Record everything that happens into a file (NDJSON), to look at again with --replay.", HelpName = "FILE" };
        var replay = new Option<string?>("--replay") { Description = "Look at a recording instead of opening a lab.", HelpName = "FILE" };
        var own = new HandlersOption();
        common.AddTo(command);
        own.AddTo(command);
        command.Options.Add(record);
        command.Options.Add(replay);
        command.Options.Add(experiment);
        foreach (var option in new Option[] { port, workers, memory, data, reserve, theme, present, noMouse, noConfig })
        {
            command.Options.Add(option);
        }

        var web = new WebOptionSet();
        web.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            var defaults = new LabScreenOptions();
            var screen = defaults with
            {
                Theme = parsed.GetValue(theme),
                Demo = demo,
                Present = parsed.GetValue(present),
                Mouse = !parsed.GetValue(noMouse),
                ConfigFile = parsed.GetValue(noConfig) ? null : defaults.ConfigFile,
            };
            if (parsed.GetValue(replay) is { } recording)
            {
                return await ReplayAsync(recording, screen with { Experiments = ReadExperiments(parsed.GetValue(experiment), null) }, cancellation);
            }

            var setup = common.Read(parsed);
            if (parsed.GetValue(data) is not null && !setup.Backend.IsInProcess)
            {
                throw new LabException($"--data-dir is for the emulator inside the lab, and the backend is {setup.Backend.Name}. Leave one of them out.");
            }

            var handlers = own.Read(parsed, setup.Settings);
            using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            var loading = handlers.LoadAsync(over.Token);
            try
            {
                if (parsed.GetValue(experiment) is { Length: > 0 } files)
                {
                    // They may name a person's own handlers.
                    await loading;
                    screen = screen with { Experiments = ReadExperiments(files, handlers) };
                }

                return await RunAsync(
                    setup, handlers,
                    new EmbeddedOptions
                    {
                        Port = parsed.GetValue(port) ?? LabSettings.DefaultPort,
                        MemoryShare = CommonOptions.MemoryShareOf(parsed.GetValue(memory)),
                        DataDirectory = parsed.GetValue(data),
                        DiskReserve = CommonOptions.DiskReserveOf(parsed.GetValue(reserve)),
                        Web = web.Read(parsed),
                    },
                    parsed.GetValue(workers), parsed.GetValue(record), screen with { Handlers = loading }, cancellation);
            }
            finally
            {
                await over.CancelAsync();
                await ((Task)loading).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        });
    }

    private static IReadOnlyList<IExperiment> ReadExperiments(string[]? files, HandlerCatalog? handlers) =>
        [.. (files ?? []).Select(file => Usage.Check(() => FileExperiment.Read(file, new EmulatorFilters(), handlers)))];

    private static async Task<int> ReplayAsync(string file, LabScreenOptions screen, CancellationToken cancellation)
    {
        if (LabScreen.WhyNot() is { } reason)
        {
            throw new LabException(reason);
        }

        var recording = Replayed.Open(file);
        using var clock = recording.Clock;
        await using var session = recording.OpenSession($"recording {Path.GetFileName(file)}", new EmulatorFilters());
        using var lent = ConsoleWriters.LendToScreen();
        return await LabScreen.RunAsync(session, screen, cancellation);
    }

    private static async Task<int> RunAsync(
        LabSetup setup, HandlerCatalog handlers, EmbeddedOptions embedded, int? workers, string? record, LabScreenOptions screen, CancellationToken cancellation)
    {
        if (LabScreen.WhyNot() is { } reason)
        {
            throw new LabException(reason);
        }

        if (screen.Demo && setup.Backend.IsRealProject)
        {
            throw new LabException("The demo publishes and kills workers, which a real project bills and others may notice. Run it without --backend cloud.");
        }

        var settings = setup.Settings;
        using var clock = setup.Backend.IsInProcess ? new LabClock() : null;
        var journal = new LabJournal(clock ?? TimeProvider.System);
        var kept = embedded.DataDirectory is { } directory ? KeptRun.Read(directory) : null;
        kept?.Continue(journal);
        await using var recorder = record is null ? null : JournalRecorder.Start(journal, record);
        await using var backend = new OpeningBackend(setup.Backend, journal, embedded);
        await using var session = new LabSession(
            backend.Transport, journal, handlers,
            new LabOptions { Topic = settings.Topic, Subscription = settings.Subscription }, backend.Ports)
        {
            Kept = kept,
        };
        async Task OpenAsync(CancellationToken ending)
        {
            session.Offer(await backend.OpenedAsync().WaitAsync(ending));
            await session.StartAsync(ending);

            // Those of the earlier run come back when a person says so; a new one would take its backlog unasked.
            for (var i = workers ?? (setup.Backend.IsRealProject || kept is { HasRun: true } ? 0 : 1); i > 0; i--)
            {
                await session.Workers.SpawnAsync(new WorkerSpec(), ending);
            }
        }

        int code;
        using (ConsoleWriters.LendToScreen())
        using (HandlersOption.Capture(handlers))
        {
            code = await LabScreen.RunAsync(session, screen with { Opening = OpenAsync, Backends = setup.Compare(), Recorder = recorder }, cancellation);
        }

        // Tells a replay that these ends are the lab's.
        journal.Append(LabEventKind.Note, data: new Reason("The lab closes and ends its workers' outstanding messages."));
        return code;
    }
}
