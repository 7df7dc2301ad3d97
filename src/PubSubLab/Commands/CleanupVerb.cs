using System.CommandLine;
using PubSubLab.Composition;
using PubSubLab.Configuration;
using PubSubLab.Lab;
using PubSubLab.Output;
using PubSubLab.Transports.PubSub;

namespace PubSubLab.Commands;

/// <summary><c>cleanup</c>: lists what the lab made, by its label, and removes it after asking.</summary>
internal sealed class CleanupVerb : IVerb
{
    /// <inheritdoc/>
    public Command Build()
    {
        var common = new CommonOptions();
        var list = new Option<bool>("--list") { Description = "List only." };
        var yes = new Option<bool>("--yes") { Description = "Do not ask." };
        var command = new Command("cleanup", "List and remove the topics and subscriptions that the lab made, on a project or an emulator.") { list, yes };
        common.AddTo(command);
        command.SetAction((parsed, cancellation) => RunAsync(common.Read(parsed), parsed.GetValue(list), parsed.GetValue(yes), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(LabSettings settings, bool listOnly, bool yes, CancellationToken cancellation)
    {
        if (settings.Backend is Backend.Redis or Backend.RabbitMq)
        {
            throw new LabException(
                $"BACKEND is {settings.Backend.ToString().ToLowerInvariant()}, and a queue there does not say who made it. Remove what the lab left with the broker's own tools: names begin with lab-.");
        }

        var inspection = new PubSubInspection(LabBackend.OptionsOf(settings, TimeProvider.System));
        var made = new List<MadeByLab>();
        await foreach (var one in inspection.ListMadeByLabAsync(cancellation))
        {
            made.Add(one);
            Console.WriteLine(one);
        }

        if (made.Count == 0)
        {
            Console.WriteLine($"Nothing in project {settings.ProjectId} was made by the lab.");
            return ExitCodes.Done;
        }

        if (listOnly)
        {
            return ExitCodes.Done;
        }

        if (!await Question.AskAsync($"Remove {(made.Count == 1 ? "it" : $"these {made.Count}")} from project {settings.ProjectId}, with all messages in them", yes, cancellation))
        {
            Console.WriteLine("Nothing was removed.");
            return ExitCodes.Failed;
        }

        foreach (var one in made)
        {
            await inspection.DeleteAsync(one, cancellation);
            Console.WriteLine($"removed {one}");
        }

        return ExitCodes.Done;
    }
}
