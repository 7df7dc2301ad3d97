using PubSubLab.Lab;
using PubSubLab.Tui.Keys;
using PubSubLab.Tui.Screen;

namespace PubSubLab.Tui.Commands;

/// <summary>What every command of the key table does, and when it cannot be done, why not.</summary>
internal sealed class CommandSet(ScreenState screen)
{
    /// <summary>What a recording is spared: everything that would happen in a lab and not on the screen alone.</summary>
    public static readonly IReadOnlySet<string> InLabOnly = new HashSet<string>(StringComparer.Ordinal)
    {
        CommandIds.Publish, CommandIds.ToggleStream, CommandIds.FormPublish, CommandIds.Republish, CommandIds.Spawn,
        CommandIds.SpawnWith, CommandIds.Kill, CommandIds.Respawn, CommandIds.Stop, CommandIds.Slow, CommandIds.SlowAll, CommandIds.EditWorker,
        CommandIds.WorkersEdit, CommandIds.ClearEnded, CommandIds.ExperimentRun, CommandIds.RoutingPage, CommandIds.TimeStop, CommandIds.TimeStep,
        CommandIds.TimeFast, CommandIds.Faults,
    };

    private readonly Dictionary<string, (Action Run, Func<string?>? WhyNot)> _commands = new(StringComparer.Ordinal);

    /// <summary>The ids that do something.</summary>
    public IReadOnlyCollection<string> Ids => _commands.Keys;

    /// <summary>Gives a command its deed.</summary>
    public void Add(string id, Action run, Func<string?>? whyNot = null) => _commands.Add(id, (run, whyNot));

    /// <summary>Null where the command can be run now, else a sentence that says why not.</summary>
    public string? WhyNot(string id) =>
        !_commands.TryGetValue(id, out var command) ? "This key has nothing to do here."
        : screen.IsRecording && InLabOnly.Contains(id) ? $"this is a recording; {screen.KeyOf(CommandIds.ScrubBack)} and {screen.KeyOf(CommandIds.ScrubOn)} move in it, {screen.KeyOf(CommandIds.Pause)} plays it."
        : command.WhyNot?.Invoke();

    /// <summary>Runs a command, or says why it cannot be run.</summary>
    public void Run(string id)
    {
        if (WhyNot(id) is { } reason)
        {
            screen.Say($"{KeyTable.Of(id).Title}: {reason}");
            return;
        }

        try
        {
            _commands[id].Run();
        }
        catch (LabException e)
        {
            // What the key was meant for has changed since it was allowed: workers come and go on other threads.
            screen.Fail(e.Message);
        }

        screen.Changed();
    }
}
