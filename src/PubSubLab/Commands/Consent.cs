using System.CommandLine;
using PubSubLab.Backends;

namespace PubSubLab.Commands;

/// <summary>The question before a verb takes or makes something on a real project, as the lab asks it on the screen.</summary>
internal sealed class Consent
{
    private readonly Option<bool> _yes = new("--yes") { Description = "On Google Cloud: do not ask before messages are taken, or something is made." };

    /// <summary>Gives a verb the option.</summary>
    public void AddTo(Command command) => command.Options.Add(_yes);

    /// <summary>Asks once. An emulator, and a broker of the person's own, are not asked about.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="backend">Says whether it is a real project.</param>
    /// <param name="use">The effect, as a sentence.</param>
    /// <param name="json">Whether a program reads the output: it gets no question.</param>
    /// <param name="cancellation">Ends the waiting for an answer.</param>
    /// <returns>Whether it may happen.</returns>
    public async Task<bool> AskAsync(ParseResult parsed, Backend backend, string use, bool json, CancellationToken cancellation)
    {
        if (!backend.IsRealProject || parsed.GetValue(_yes))
        {
            return true;
        }

        if (!json && await Question.AskAsync($"{use} Go on", yes: false, cancellation))
        {
            return true;
        }

        await Console.Error.WriteLineAsync(json ? $"{use} With --json nobody is asked; --yes answers yes. Nothing was done." : "Nothing was done.");
        return false;
    }
}
