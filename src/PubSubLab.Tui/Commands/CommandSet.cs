using PubSubLab.Tui.Keys;
using PubSubLab.Tui.Screen;

namespace PubSubLab.Tui.Commands;

/// <summary>What every command of the key table does, and when it cannot be done, why not.</summary>
internal sealed class CommandSet(ScreenState screen)
{
    private readonly Dictionary<string, (Action Run, Func<string?>? WhyNot)> _commands = new(StringComparer.Ordinal);

    /// <summary>The ids that do something.</summary>
    public IReadOnlyCollection<string> Ids => _commands.Keys;

    /// <summary>Gives a command its deed.</summary>
    public void Add(string id, Action run, Func<string?>? whyNot = null) => _commands.Add(id, (run, whyNot));

    /// <summary>Null where the command can be run now, else a sentence that says why not.</summary>
    public string? WhyNot(string id) => _commands.TryGetValue(id, out var command) ? command.WhyNot?.Invoke() : "This key has nothing to do here.";

    /// <summary>Runs a command, or says why it cannot be run.</summary>
    public void Run(string id)
    {
        if (WhyNot(id) is { } reason)
        {
            screen.Say($"{KeyTable.Of(id).Title}: {reason}");
            return;
        }

        _commands[id].Run();
        screen.Changed();
    }
}
