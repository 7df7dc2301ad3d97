namespace PubSubLab.Commands;

/// <summary>Asks a person before something is made, taken or removed. No answer is a no.</summary>
internal static class Question
{
    /// <summary>Asks on the terminal; on standard error where standard output goes elsewhere.</summary>
    /// <param name="question">The question, without its question mark.</param>
    /// <param name="yes">True where the person said yes beforehand (<c>--yes</c>).</param>
    /// <param name="cancellation">Ends the waiting for an answer.</param>
    public static async Task<bool> AskAsync(string question, bool yes, CancellationToken cancellation)
    {
        if (yes)
        {
            return true;
        }

        var terminal = !Console.IsOutputRedirected ? Console.Out : !Console.IsErrorRedirected ? Console.Error : null;
        if (Console.IsInputRedirected || terminal is null)
        {
            await Console.Error.WriteLineAsync($"{question}? No terminal is here to ask; --yes answers yes.");
            return false;
        }

        await terminal.WriteAsync($"{question}? [y/N] ");
        return (await StandardInput.ReadLineAsync(cancellation))?.Trim() is "y" or "Y" or "yes";
    }
}
