using System.Diagnostics;

namespace PubSubLab.EndToEnd.Tests.Support;

/// <summary>The real program in a real terminal: a tmux server of its own, gone with the test.</summary>
internal sealed class Tmux : IAsyncDisposable
{
    private readonly string _socket = $"pubsublab-{Guid.NewGuid():N}";

    private Tmux()
    {
    }

    /// <summary>Whether tmux is installed here.</summary>
    public static bool IsThere => Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator).Any(p => File.Exists(Path.Combine(p, "tmux")));

    /// <summary>A shell in a terminal of that size.</summary>
    public static async Task<Tmux> OpenAsync(int width, int height)
    {
        var tmux = new Tmux();
        await tmux.RunAsync("-f", "/dev/null", "new-session", "-d", "-x", $"{width}", "-y", $"{height}", "-c", Path.GetTempPath(), "env PS1='$ ' bash --norc --noprofile");
        try
        {
            await tmux.UntilAsync(s => s.Contains('$', StringComparison.Ordinal));
            return tmux;
        }
        catch
        {
            await tmux.DisposeAsync();
            throw;
        }
    }

    /// <summary>Types a command line.</summary>
    public Task TypeAsync(string line) => RunAsync("send-keys", line, "Enter");

    /// <summary>Presses keys by tmux's names.</summary>
    public Task PressAsync(params string[] keys) => RunAsync(["send-keys", .. keys]);

    /// <summary>Makes the terminal another size.</summary>
    public Task ResizeAsync(int width, int height) => RunAsync("resize-window", "-x", $"{width}", "-y", $"{height}");

    /// <summary>The screen's text.</summary>
    public Task<string> ScreenAsync() => RunAsync("capture-pane", "-p");

    /// <summary>The screen's text with escape sequences.</summary>
    public Task<string> ColouredAsync() => RunAsync("capture-pane", "-p", "-e");

    /// <summary>Waits until the screen shows it.</summary>
    public async Task<string> UntilAsync(Func<string, bool> shows)
    {
        using var limit = new CancellationTokenSource(Lab.Patience);
        var screen = "";
        while (!limit.IsCancellationRequested)
        {
            // Asking takes tmux some milliseconds, so this does not spin.
            screen = await ScreenAsync();
            if (shows(screen))
            {
                return screen;
            }
        }

        throw new TimeoutException($"The screen never showed it. It shows:\n{screen}");
    }

    public Task<string> UntilAsync(string text) => UntilAsync(s => s.Contains(text, StringComparison.Ordinal));

    /// <summary>The process that runs in the terminal's shell.</summary>
    public async Task<string> ProcessAsync()
    {
        var shell = (await RunAsync("display-message", "-p", "#{pane_pid}")).Trim();
        using var pgrep = Process.Start(new ProcessStartInfo("pgrep", ["-P", shell]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        var id = (await pgrep.StandardOutput.ReadToEndAsync()).Trim();
        await pgrep.WaitForExitAsync();
        return id;
    }

    /// <summary>Whether a full-screen program has the terminal, and whether it hides the cursor or takes the mouse: <c>0 1 0</c> for a plain shell.</summary>
    public async Task<string> ModesAsync() => (await RunAsync("display-message", "-p", "#{alternate_on} #{cursor_flag} #{mouse_any_flag}")).Trim();

    /// <summary>Closes the terminal's window under what runs in it, as a person does with the mouse.</summary>
    public Task HangUpAsync() => RunAsync("kill-server");

    public async ValueTask DisposeAsync() => await RunAsync("kill-server");

    private async Task<string> RunAsync(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("tmux", ["-L", _socket, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return output;
    }
}
