using System.CommandLine;
using PubSubLab.Backends;
using PubSubLab.Configuration;
using PubSubLab.Lab;
using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Publishing;
using PubSubLab.Lab.Transports;
using PubSubLab.Output;

namespace PubSubLab.Commands;

/// <summary><c>publish</c>: tasks for the open lab, an emulator or Google Cloud.</summary>
internal sealed class PublishVerb : IVerb
{
    /// <inheritdoc/>
    public Command Build()
    {
        var common = new CommonOptions();
        var count = CommonOptions.NumberOption("--count", "How many tasks. Default: 1.");
        var every = CommonOptions.DurationOption("--every", "The time from one task to the next, for example 200ms. Default: as fast as the broker takes them.");
        var data = new Option<string>("--data")
        {
            Description = "The task, one JSON value. @FILE reads it from a file, @- from standard input. Filled in for each message, also in user, attributes and key: "
                + string.Join(", ", Placeholder.All.Select(p => $"{p.Text} {p.Meaning}")) + ".",
            HelpName = "JSON", DefaultValueFactory = _ => TaskDraft.SeedTask,
        };
        var user = new Option<string?>("--user-id") { Description = "The user it is for: published as the attribute user_id.", HelpName = "U" };
        var attributes = new Option<string[]>("--attribute") { Description = "An attribute; can be given again.", HelpName = "k=v", DefaultValueFactory = _ => [] };
        var key = new Option<string?>("--ordering-key") { Description = "The ordering key.", HelpName = "K" };
        var json = new Option<bool>("--json") { Description = "Print each event as a line of JSON." };
        var command = new Command("publish", "Publish tasks to the open lab (or to the backend in BACKEND and PUBSUB_EMULATOR_HOST).")
        {
            count, every, data, user, attributes, key, json,
        };
        common.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            var draft = new TaskDraft
            {
                Json = await ReadDataAsync(parsed.GetValue(data)!, cancellation),
                UserId = parsed.GetValue(user),
                Attributes = Usage.Check(() => AttributesOf(parsed.GetValue(attributes)!)),
                OrderingKey = parsed.GetValue(key),
            };
            var order = new PublishOrder(draft) { Count = parsed.GetValue(count) ?? 1, Every = parsed.GetValue(every) ?? TimeSpan.Zero };
            return await RunAsync(common.Read(parsed).Backend, order, parsed.GetValue(json), cancellation);
        });
        return command;
    }

    /// <summary>No JSON value begins with @, so the sign is free to name a file.</summary>
    private static async Task<string> ReadDataAsync(string data, CancellationToken cancellation)
    {
        if (!data.StartsWith('@'))
        {
            return data;
        }

        try
        {
            return data == "@-" ? await StandardInput.ReadToEndAsync(cancellation) : await File.ReadAllTextAsync(data[1..], cancellation);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new SettingsException([$"--data is '{data}', and the file cannot be read: {e.Message}"]);
        }
    }

    private static Dictionary<string, string> AttributesOf(string[] texts)
    {
        var attributes = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in texts.Select(TaskDraft.ParseAttribute))
        {
            attributes[key] = value;
        }

        return attributes;
    }

    private static async Task<int> RunAsync(Backend chosen, PublishOrder order, bool json, CancellationToken cancellation)
    {
        // Checked before anything is opened, so that a wrong task costs nothing.
        _ = Usage.Check(() => order.Draft.Build());
        var journal = new LabJournal();
        var settings = chosen.Settings;
        await using var backend = chosen.Join(journal);
        await backend.Transport.EnsureAsync(Topology.Simple(settings.Topic, settings.Subscription) with { Use = TopologyUse.Publish }, cancellation);
        var last = new LastProgress();
        var printer = new EventPrinter(journal, json, Console.Out);
        await using (printer)
        {
            using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation, printer.Failed);
            try
            {
                await new Publisher(backend.Transport, journal, settings.Topic).PublishAsync(order, last, ending.Token);
            }
            catch (LabException) when (last.Value is not null)
            {
                // The account below says why, with how many of each.
            }
        }

        var done = last.Value!;
        var where = $"to {settings.Topic} on {backend.Transport.Description}";
        if (printer.Failure is { } unprinted)
        {
            await Console.Error.WriteLineAsync(unprinted.Message);
            if (done.Published == done.Total)
            {
                await Console.Error.WriteLineAsync($"{done.Published} published {where}.");
                return ExitCodes.Failed;
            }
        }

        if (done.Published == done.Total)
        {
            if (!json)
            {
                Console.WriteLine($"{done.Published} published {where}.");
            }

            return ExitCodes.Done;
        }

        await Console.Error.WriteLineAsync($"{AccountOf(done)}, {where}.{(done.Reason is { } reason ? $" {reason}" : " It ended before the rest was sent.")}");
        return ExitCodes.Failed;
    }

    /// <summary>Counts by outcome if not all were published.</summary>
    private static string AccountOf(PublishProgress done) => string.Create(
        System.Globalization.CultureInfo.InvariantCulture,
        $"Of {done.Total} {(done.Total == 1 ? "task" : "tasks")} {done.Published} published, {done.Refused} refused, {done.Unknown} unknown{(done.Unknown > 0 ? " (taken or not; publishing them again may double them)" : "")}, {done.NeverTried} never tried");

    private sealed class LastProgress : IProgress<PublishProgress>
    {
        /// <summary>The last one; null before anything was sent.</summary>
        public PublishProgress? Value { get; private set; }

        public void Report(PublishProgress value) => Value = value;
    }
}
