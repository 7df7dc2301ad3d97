using System.Diagnostics;
using System.Globalization;
using System.Net;
using PubSubLab.EndToEnd.Tests.Support;

namespace PubSubLab.EndToEnd.Tests.Matrix;

/// <summary>Runs one case, and says what is wrong with its outcome.</summary>
/// <param name="emulator">An emulator that all cases share, each with a project of its own.</param>
/// <param name="other">Another one, which has nothing of them: a broker that came back empty.</param>
internal sealed class CellRun(IPEndPoint emulator, IPEndPoint other)
{
    private static readonly int[] s_signals = [1, 2, 3, 15];
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(20);

    /// <summary>Runs it.</summary>
    /// <returns>The fault; null if the cell keeps its promise.</returns>
    public async Task<string?> RunAsync(Cell cell)
    {
        var folder = Directory.CreateTempSubdirectory("pubsublab-cell-").FullName;
        await using var broker = new CellBroker(cell.Broker, emulator);
        try
        {
            return await (cell.Subject.IsScreen ? RunScreenAsync(cell, broker, folder) : RunVerbAsync(cell, broker, folder));
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            return $"{cell}: it hangs. {e.Message}";
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task<string?> RunVerbAsync(Cell cell, CellBroker broker, string folder)
    {
        var to = cell.Deed switch { Deed.ClosedOutput => " > >(exit)", Deed.FullOutput => " > /dev/full", _ => "" };

        // Input stays open, as on a terminal: a verb that reads it waits.
        await using var lab = Lab.StartShell($"exec bash -c '{CommandOf(cell, broker, folder)}{to}'", inputStaysOpen: true);
        await MetAsync(broker, lab);
        if (cell.Subject.AtWork is { } work && SignalOf(cell.Deed) is not null && cell.Broker is not (BrokerFate.Absent or BrokerFate.Refusing or BrokerFate.Silent))
        {
            await Lab.UntilAsync(() => lab.HasEnded || lab.Lines.Any(line => line.Contains(work, StringComparison.Ordinal)), lab);
        }

        await broker.HappenAsync(other);
        if (SignalOf(cell.Deed) is { } signal)
        {
            await lab.SignalAsync(signal);
        }

        var code = await lab.EndAsync();
        var errors = string.Join('\n', lab.Errors);
        return Judge(cell, code, errors, code != 0 && lab.Errors.Count == 0 && !lab.Lines.Any());
    }

    private async Task<string?> RunScreenAsync(Cell cell, CellBroker broker, string folder)
    {
        if (cell.Deed is Deed.ClosedOutput or Deed.FullOutput)
        {
            // Without a terminal it does not begin.
            return await RunVerbAsync(cell, broker, folder);
        }

        await using var tmux = await Tmux.OpenAsync(120, 36);
        var (before, after, errors) = (Path.Combine(folder, "before"), Path.Combine(folder, "after"), Path.Combine(folder, "errors"));
        await tmux.TypeAsync($"stty -g > {before}; {CommandOf(cell, broker, folder)} 2> {errors}; code=$?; stty -g > {after}; echo ended with $code");
        await tmux.UntilAsync(screen => HasEnded(screen) || (screen.Contains("Publisher", StringComparison.Ordinal) && broker.Met.IsCompleted));
        await broker.HappenAsync(other);
        var process = await tmux.ProcessAsync();
        if (process.Length > 0)
        {
            using var kill = Process.Start(new ProcessStartInfo("kill", [$"-{SignalOf(cell.Deed) ?? "TERM"}", process]) { RedirectStandardError = true, UseShellExecute = false })!;
            await kill.WaitForExitAsync();
        }

        var end = await tmux.UntilAsync(HasEnded);
        var code = int.Parse(end[(end.LastIndexOf("ended with", StringComparison.Ordinal) + 10)..].Split('\n')[0], CultureInfo.InvariantCulture);
        var said = await File.ReadAllTextAsync(errors);
        return await tmux.ModesAsync() is not "0 1 0" and var modes ? $"{cell}: the terminal's modes are {modes}"
            : await File.ReadAllTextAsync(before) != await File.ReadAllTextAsync(after) ? $"{cell}: the terminal's settings are not as they were"
            : Judge(cell, code, said, code != 0 && said.Length == 0);
    }

    private static bool HasEnded(string screen) => screen.Split('\n').Any(line => line.StartsWith("ended with", StringComparison.Ordinal));

    private static string? Judge(Cell cell, int code, string errors, bool isUnsaid) =>
        !cell.Promised.Contains(code) ? $"{cell}: exit {code}, promised {string.Join(" or ", cell.Promised)}. {errors}"
        : isUnsaid ? $"{cell}: exit {code}, and no sentence says why"
        : errors.Split('\n').Any(line => line.TrimStart().StartsWith("at ", StringComparison.Ordinal) || line.Contains("nhandled exception", StringComparison.Ordinal) || line.Contains("A bug of", StringComparison.Ordinal))
            ? $"{cell}: exit {code} with a stack trace. {errors}"
            : null;

    private static string? SignalOf(Deed deed) => deed switch { Deed.Interrupt => "INT", Deed.Terminate => "TERM", Deed.HangUp => "HUP", Deed.Quit => "QUIT", _ => null };

    private static string CommandOf(Cell cell, CellBroker broker, string folder)
    {
        var file = Path.Combine(folder, "file");
        if (cell.Deed == Deed.FullFile)
        {
            File.CreateSymbolicLink(file, "/dev/full");
            File.CreateSymbolicLink(file + ".html", "/dev/full");
        }

        // A project of its own in an emulator that many share.
        var environment = cell.Subject.AsksBroker ? $"PUBSUB_EMULATOR_HOST={broker.Host} PROJECT_ID=cell-{Path.GetFileName(folder)[^6..].ToLowerInvariant()}" : "";
        return $"{(cell.Subject.IsScreen && cell.Deed is not (Deed.ClosedOutput or Deed.FullOutput) ? "" : "exec ")}env {environment} {Lab.Program} {cell.Subject.Arguments.Replace(Subject.File, file, StringComparison.Ordinal)}{(SignalOf(cell.Deed) is null ? $" {cell.Subject.Argument}" : "")}";
    }

    /// <summary>Waits until the verb watches for signals and has met the broker, or has ended.</summary>
    private static async Task MetAsync(CellBroker broker, Lab lab)
    {
        using var limit = new CancellationTokenSource(Lab.Patience);
        while (!broker.Met.IsCompleted || !Catches(lab.Id))
        {
            if (lab.HasEnded)
            {
                return;
            }

            // Nothing tells when a process has set its handlers; the kernel is asked now and then.
            await Task.WhenAny(broker.Met.IsCompleted ? Task.Delay(s_look, TimeProvider.System, limit.Token) : broker.Met, lab.Ended).WaitAsync(limit.Token);
        }
    }

    // The kernel tells which signals a process handles (proc(5), SigCgt).
    private static bool Catches(int process)
    {
        try
        {
            // Before it is the program, it is the shell that starts it, which handles signals too.
            var status = File.ReadAllLines($"/proc/{process}/status");
            var line = status.First(l => l.StartsWith("SigCgt:", StringComparison.Ordinal));
            var caught = ulong.Parse(line[7..].Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            return status[0].EndsWith(Path.GetFileName(Lab.Program), StringComparison.Ordinal) && s_signals.All(signal => (caught & (1UL << (signal - 1))) != 0);
        }
        catch (IOException)
        {
            return false;
        }
    }
}
