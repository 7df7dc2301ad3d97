using PubSubLab.Lab;
using PubSubLab.Tui.State;

namespace PubSubLab.Tui.Keys;

/// <summary>The action of every command, and the reason if it is not available.</summary>
internal sealed class CommandSet(LabSession session, ScreenKeys keys, Notices notices, Revision revision)
{
    private readonly Dictionary<string, (Action Run, Func<string?>? WhyNot, Func<string?>? Title, Func<string?>? Instead)> _commands = new(StringComparer.Ordinal);

    /// <summary>Ids of the registered commands.</summary>
    public IReadOnlyCollection<string> Ids => _commands.Keys;

    /// <summary>Registers a command.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="run">Runs it.</param>
    /// <param name="whyNot">Reads why it cannot run now; null where it can.</param>
    /// <param name="title">Reads its title now, where that depends on the state; null for the table's.</param>
    /// <param name="instead">Reads the command that its key means now; null for itself.</param>
    public void Add(string id, Action run, Func<string?>? whyNot = null, Func<string?>? title = null, Func<string?>? instead = null) => _commands.Add(id, (run, whyNot, title, instead));

    /// <summary>The command that a command's key means now: another one for a while, else itself.</summary>
    public string Meant(string id) => _commands.GetValueOrDefault(id).Instead?.Invoke() ?? id;

    /// <summary>The command's row, with the title that says what it does now.</summary>
    public KeyTableEntry Now(KeyTableEntry entry) => TitleNow(entry.Id) is { } title ? entry with { Title = title } : entry;

    /// <summary>Title of what the command does now.</summary>
    public string TitleOf(string id) => TitleNow(id) ?? keys.Get(id).Title;

    /// <summary>Null where the command can run now; otherwise a sentence with the reason.</summary>
    public string? WhyNot(string id) => WhyNotItself(Meant(id));

    private string? WhyNotItself(string id) =>
        !_commands.TryGetValue(id, out var command) ? "This key has nothing to do here."
        : session.Ports.Recording is not null && keys.Get(id).InLabOnly
            ? $"this is a recording; {keys.KeyOf(CommandIds.ScrubBack)} and {keys.KeyOf(CommandIds.ScrubOn)} move in it, {keys.KeyOf(CommandIds.Pause)} plays it."
        : command.WhyNot?.Invoke();

    /// <summary>Runs a command, or shows a notice with the reason why it cannot run.</summary>
    public void Run(string id)
    {
        // A command acts on the lab as it is now, and not as it was drawn.
        revision.LookAgain();
        id = Meant(id);
        if (WhyNot(id) is { } reason)
        {
            // The reason may go while the person reads it.
            notices.Say($"{TitleOf(id)}: {reason}", () => WhyNot(id) == reason);
            return;
        }

        try
        {
            _commands[id].Run();
        }
        catch (LabException e)
        {
            // The target has changed since the key was allowed: workers come and go on other threads.
            notices.Fail(e.Message);
        }

        revision.Advance();
    }

    private string? TitleNow(string id) => Meant(id) is var meant && meant != id ? TitleOf(meant) : _commands.GetValueOrDefault(id).Title?.Invoke();
}
