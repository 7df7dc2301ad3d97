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
    /// <param name="newFolder">Makes the folder of the text's file. Default: one among the system's temporary files.</param>
    /// <returns>The new text, null for unchanged; and the reason, or what was left behind.</returns>
    public static (string? Text, string? Problem) Edit(string text, Func<string, string?> environment, Func<DirectoryInfo>? newFolder = null)
    {
        var (name, editor) = environment("VISUAL") is { Length: > 0 } visual ? ("VISUAL", visual) : ("EDITOR", environment("EDITOR") ?? "");
        if (editor.Trim().Length == 0)
        {
            return (null, "neither VISUAL nor EDITOR is set. Start the lab with one, for example EDITOR=nano pubsublab.");
        }

        DirectoryInfo folder;
        try
        {
            folder = newFolder?.Invoke() ?? Directory.CreateTempSubdirectory("pubsublab-");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return (null, $"a temporary folder for the task could not be made, so the task is as before: {e.Message} Make room, or name another folder in TMPDIR.");
        }

        var (changed, problem) = EditIn(folder, text, name, editor);

        // The new text counts for more than the folder.
        return Remove(folder) is { } left ? (changed, $"{(problem is null ? "" : problem + " ")}The folder '{folder.FullName}' stays: {left}") : (changed, problem);
    }

    private static (string? Text, string? Problem) EditIn(DirectoryInfo folder, string text, string name, string editor)
    {
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
    }

    private static string? Remove(DirectoryInfo folder)
    {
        try
        {
            folder.Delete(recursive: true);
            return null;
        }
        catch (DirectoryNotFoundException)
        {
            // The editor removed it.
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return e.Message;
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
