namespace PubSubLab.Commands;

/// <summary>Asks a person before something is made or removed. No answer is a no.</summary>
internal static class Question
{
    /// <summary>Asks on the terminal.</summary>
    /// <param name="question">The question, without its question mark.</param>
    /// <param name="yes">True where the person said yes beforehand (<c>--yes</c>).</param>
    /// <param name="cancellation">Ends the waiting for an answer.</param>
    public static bool Ask(string question, bool yes, CancellationToken cancellation)
    {
        if (yes)
        {
            return true;
        }

        if (Console.IsInputRedirected)
        {
            Console.Error.WriteLine($"{question}? Nobody is here to answer; --yes says yes.");
            return false;
        }

        Console.Write($"{question}? [y/N] ");
        return StandardInput.ReadLineAsync(cancellation).GetAwaiter().GetResult()?.Trim() is "y" or "Y" or "yes";
    }
}
