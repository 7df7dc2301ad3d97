using System.Runtime.CompilerServices;

namespace PubSubLab.Tests.Pictures;

internal static class TerminalPin
{
    /// <summary>Keeps a person's own terminal and its library's configuration out of the pictures.</summary>
    [ModuleInitializer]
    public static void Pin()
    {
        Environment.SetEnvironmentVariable("TUI_CONFIG", null);
        Environment.SetEnvironmentVariable("NO_COLOR", null);
        Environment.SetEnvironmentVariable("TERM", "xterm-256color");
        Environment.SetEnvironmentVariable("TERM_PROGRAM", null);
        Environment.SetEnvironmentVariable("COLORTERM", "truecolor");
    }
}
