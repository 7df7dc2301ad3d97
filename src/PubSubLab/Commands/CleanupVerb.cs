using System.CommandLine;
using PubSubLab.Backends;
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
        command.SetAction((parsed, cancellation) => RunAsync(common.Read(parsed).Backend, parsed.GetValue(list), parsed.GetValue(yes), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(Backend backend, bool listOnly, bool yes, CancellationToken cancellation)
    {
        var inspection = backend.Inspect() ?? throw new LabException(
            $"BACKEND is {backend.Name}, and a queue there does not say who made it. Remove what the lab left with the broker's own tools: names begin with lab-.");
        var made = new List<MadeByLab>();
        await foreach (var one in inspection.ListMadeByLabAsync(cancellation))
        {
            made.Add(one);
            Console.WriteLine(one);
        }

        if (made.Count == 0)
        {
            Console.WriteLine($"Nothing in project {backend.Settings.ProjectId} was made by the lab.");
            return ExitCodes.Done;
        }

        if (listOnly)
        {
            return ExitCodes.Done;
        }

        if (!await Question.AskAsync($"Remove {(made.Count == 1 ? "it" : $"these {made.Count}")} from project {backend.Settings.ProjectId}, with all messages in them", yes, cancellation))
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
