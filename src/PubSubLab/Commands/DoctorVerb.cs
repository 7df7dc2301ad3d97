using System.CommandLine;
using PubSubLab.Backends;
using PubSubLab.Configuration;
using PubSubLab.Doctor;
using PubSubLab.Output;

namespace PubSubLab.Commands;

/// <summary><c>doctor</c>: walks through the set-up and says what was found and what to do next.</summary>
internal sealed class DoctorVerb : IVerb
{
    /// <inheritdoc/>
    public Command Build()
    {
        var common = new CommonOptions();
        var create = new Option<bool>("--create") { Description = "Offer to make the topic and the subscription where they are missing." };
        var yes = new Option<bool>("--yes") { Description = "Do not ask." };
        var command = new Command("doctor", "Check the set-up step by step: settings, keys, rights, topic, subscription. Consumes no message.") { create, yes };
        common.AddTo(command);
        command.SetAction((parsed, cancellation) =>
        {
            var ask = parsed.GetValue(create);
            return RunAsync(() => common.Read(parsed), async what => ask && await Question.AskAsync($"Make {what}", parsed.GetValue(yes), cancellation), cancellation);
        });
        return command;
    }

    private static async Task<int> RunAsync(Func<LabSetup> read, Func<string, Task<bool>> mayCreate, CancellationToken cancellation)
    {
        Backend backend;
        try
        {
            backend = read().Backend;
        }
        catch (SettingsException e)
        {
            foreach (var problem in e.Problems)
            {
                Print(new Finding(Mark.Bad, "settings", problem));
            }

            return ExitCodes.Failed;
        }

        var settings = backend.Settings;
        Print(settings.File is { } file
            ? new Finding(Mark.Good, "dev.env", file)
            : new Finding(Mark.Note, "dev.env", "not there; environment and defaults are used", "cp dev.env.template dev.env, to change something."));
        Print(new Finding(Mark.Good, "settings", $"backend {backend.Name}, project {settings.ProjectId}, {settings.Topic} → {settings.Subscription}"));

        var marks = new List<Mark>();
        await foreach (var finding in backend.CheckAsync(mayCreate, cancellation))
        {
            Print(finding);
            marks.Add(finding.Mark);
        }

        Console.WriteLine();
        Console.WriteLine(Conclusion(marks));
        return marks.Contains(Mark.Bad) ? ExitCodes.Failed : ExitCodes.Done;
    }

    private static string Conclusion(List<Mark> marks) => marks.Count(m => m == Mark.Bad) switch
    {
        0 when marks.Contains(Mark.Unseen) => "Nothing is wrong in what these rights let be seen (· above says what they hide): open the lab with 'pubsublab'.",
        0 => "All is well: open the lab with 'pubsublab'.",
        1 => "1 thing to mend (✗ above).",
        var wrong => $"{wrong} things to mend (✗ above), from the top.",
    };

    private static void Print(Finding finding)
    {
        var mark = finding.Mark switch { Mark.Good => '✓', Mark.Bad => '✗', _ => '·' };
        Console.WriteLine($"{mark} {finding.What}: {finding.Found}");
        if (finding.Next is { } next)
        {
            Console.WriteLine($"    → {next}");
        }
    }
}
