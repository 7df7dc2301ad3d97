using System.ComponentModel;
using System.Diagnostics;

namespace PubSubLab.Tui.Terminals;

/// <summary>Changes a text in the person's own editor: <c>VISUAL</c>, else <c>EDITOR</c>.</summary>
internal static class ExternalEditor
{
    private const long MostBytes = 20_000_000;

    // The setting may have arguments of its own, as in "code --wait"; git reads it the same way.
    private const string Script = "saved=$(stty -g 2>/dev/null </dev/tty) && stty sane 2>/dev/null </dev/tty && tty=/dev/tty || tty=/dev/null\n"
        + "eval \"$1 \\\"\\$2\\\"\" <$tty; code=$?; [ -n \"$saved\" ] && stty \"$saved\" 2>/dev/null </dev/tty; exit $code";

    /// <summary>Edits a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="environment">Reads a variable.</param>
    /// <returns>The new text, or the reason why it is unchanged.</returns>
    public static (string? Text, string? Problem) Edit(string text, Func<string, string?> environment)
    {
        var (name, editor) = environment("VISUAL") is { Length: > 0 } visual ? ("VISUAL", visual) : ("EDITOR", environment("EDITOR") ?? "");
        if (editor.Trim().Length == 0)
        {
            return (null, "neither VISUAL nor EDITOR is set. Start the lab with one, for example EDITOR=nano pubsublab.");
        }

        var folder = Directory.CreateTempSubdirectory("pubsublab-");
        try
        {
            var file = Path.Combine(folder.FullName, "task.json");
            File.WriteAllText(file, text);
            var code = Run(editor, file);
            return code != 0 ? (null, $"'{editor}' ended with {code}, so the task is as before. {name} names the editor.") : Read(file, text);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or Win32Exception)
        {
            return (null, $"'{editor}' could not be used, so the task is as before: {e.Message}");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static (string? Text, string? Problem) Read(string file, string before)
    {
        if (new FileInfo(file) is { Length: > MostBytes } large)
        {
            return (null, $"the file has {large.Length:N0} bytes, and a task at most 10,000,000, so the task is as before.");
        }

        var text = File.ReadAllText(file);

        // Editors end a file with a line break.
        return (text.EndsWith('\n') && !before.EndsWith('\n') ? text.TrimEnd('\n').TrimEnd('\r') : text, null);
    }

    private static int Run(string editor, string file)
    {
        var start = OperatingSystem.IsWindows()
            ? new ProcessStartInfo("cmd.exe", $"/c {editor} \"{file}\"") { UseShellExecute = false }
            : new ProcessStartInfo("/bin/sh", ["-c", Script, "pubsublab", editor, file]) { UseShellExecute = false };
        using var process = Process.Start(start)!;
        process.WaitForExit();
        return process.ExitCode;
    }
}
