using System.Runtime.CompilerServices;

// Terminal.Gui keeps process-wide state.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]

namespace PubSubLab.Tui.Tests.Support;

internal static class TestAssembly
{
    /// <summary>Keeps a person's own configuration of the terminal library and of their terminal out of the tests.</summary>
    [ModuleInitializer]
    public static void Pin()
    {
        Environment.SetEnvironmentVariable("HOME", AppContext.BaseDirectory);
        Environment.SetEnvironmentVariable("TUI_CONFIG", null);
        Environment.SetEnvironmentVariable("NO_COLOR", null);
        Environment.SetEnvironmentVariable("TERM", "xterm-256color");
        Environment.SetEnvironmentVariable("TERM_PROGRAM", null);
        Environment.SetEnvironmentVariable("COLORTERM", "truecolor");
    }
}
