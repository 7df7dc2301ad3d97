using System.Diagnostics;
using System.Text.RegularExpressions;
using PubSubLab.Benchmarks.Terminals;

namespace PubSubLab.Benchmarks.Screens;

/// <summary>The programs on the terminals: the lab built with the benchmarks, and windows of their own.</summary>
internal static partial class Programs
{
    /// <summary>The executable <c>pubsublab</c> of the same configuration.</summary>
    public static string Lab
    {
        get
        {
            // benchmarks/PubSubLab.Benchmarks/bin/CONFIGURATION/FRAMEWORK
            var framework = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
            var root = framework.Parent!.Parent!.Parent!.Parent!.Parent!.FullName;
            return Path.Combine(root, "src", "PubSubLab", "bin", framework.Parent!.Name, framework.Name, "pubsublab");
        }
    }

    /// <summary>Opens the lab on a free port, remembering nothing.</summary>
    public static Task<TerminalProcess> OpenLabAsync() => TerminalProcess.StartAsync(Lab, "lab", "--port", "0", "--no-config");

    /// <summary>A publisher in a process of its own that publishes into an open lab.</summary>
    public static ProcessStartInfo Publisher(TerminalProcess lab, params string[] arguments) =>
        new(Lab, ["publish", "--emulator-host", $"localhost:{PortPattern().Match(lab.ReadScreen()).Groups["n"].Value}", .. arguments])
        {
            UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true,
        };

    /// <summary>Opens an empty window of the terminal library.</summary>
    public static Task<TerminalProcess> OpenBareWindowAsync() => TerminalProcess.StartAsync(Environment.ProcessPath!, "--window");

    /// <summary>Whether the lab's screen stands, with all its panes.</summary>
    public static bool ShowsLab(ScreenGrid grid) => grid.Shows("1 Publisher") && grid.Shows("4 Message log");

    [GeneratedRegex(@"embedded :(?<n>\d+)", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex PortPattern();
}
