namespace PubSubLab.Tui.Terminals;

/// <summary>Whether there is a terminal that the screen can be drawn on.</summary>
internal static class TerminalCheck
{
    /// <summary>Null where the screen can open, else what is missing and the way out.</summary>
    public static string? WhyNot(bool inputRedirected, bool outputRedirected, string? term)
    {
        const string wayOut = "Without a screen the lab has: pubsublab publish, pubsublab worker, pubsublab experiment (--help says more).";
        if (outputRedirected)
        {
            return $"The lab's screen needs a terminal, and its output goes to a file or pipe. {wayOut}";
        }

        if (inputRedirected)
        {
            return $"The lab's screen needs a keyboard, and its input comes from a file or pipe. {wayOut}";
        }

        return term is "dumb" ? $"TERM is 'dumb': a terminal that cannot place a cursor. Set TERM to what it really is, for example xterm-256color. {wayOut}" : null;
    }
}
