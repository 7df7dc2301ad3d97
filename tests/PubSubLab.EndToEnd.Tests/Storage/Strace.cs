using System.ComponentModel;
using System.Diagnostics;

namespace PubSubLab.EndToEnd.Tests.Storage;

/// <summary>strace(1), which lets system calls of a program fail, wait or end it. It counts the calls of each thread by themselves.</summary>
internal static class Strace
{
    /// <summary>Skips the test where it is not installed, or may not trace.</summary>
    public static async Task SkipUnlessItWorksAsync()
    {
        using var probe = new Process
        {
            StartInfo = new ProcessStartInfo("strace", ["-f", "-o", "/dev/null", "true"]) { UseShellExecute = false, RedirectStandardError = true },
        };
        var works = false;
        try
        {
            probe.Start();
            await probe.StandardError.ReadToEndAsync();
            await probe.WaitForExitAsync();
            works = probe.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            // Not on this machine.
        }

        Assert.SkipUnless(works, "strace is not installed, or may not trace here.");
    }

    /// <summary>Arguments that run a command with faults.</summary>
    /// <param name="fault">Calls and what happens to them, as in <c>pwrite64:signal=KILL:when=3</c>.</param>
    /// <param name="path">Only calls on this file; null for all.</param>
    /// <param name="command">The program and its arguments.</param>
    public static string[] With(string fault, string? path, params string[] command) =>
        ["-f", "-qq", "-o", "/dev/null", "-e", $"trace={fault.Split(':')[0]}", "-e", $"inject={fault}", .. path is null ? (string[])[] : ["-P", path], .. command];
}
