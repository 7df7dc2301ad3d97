namespace PubSubLab.Embedded;

/// <summary>The file of a command, found as a shell finds it: by its path, or on the PATH and never in the current folder.</summary>
internal static class CommandFile
{
    private const UnixFileMode Executable = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>Finds it.</summary>
    /// <exception cref="CommandNotStartedException">There is none that can be started.</exception>
    public static string Find(string name)
    {
        if (name.Length == 0)
        {
            throw CommandNotStartedException.NotFound("The command behind -- is empty. Write a program, for example: -- npm test.");
        }

        string? refused = null;
        foreach (var file in CandidatesOf(name))
        {
            if (Directory.Exists(file))
            {
                refused ??= $"'{file}' is a directory";
            }
            else if (File.Exists(file))
            {
                if (OperatingSystem.IsWindows() || (File.GetUnixFileMode(file) & Executable) != UnixFileMode.None)
                {
                    return file;
                }

                refused ??= $"'{file}' is not executable (chmod +x makes it so)";
            }
        }

        throw refused is not null
            ? CommandNotStartedException.NotExecutable($"The command '{name}' cannot be started: {refused}.")
            : CommandNotStartedException.NotFound(
                $"The command '{name}' is not found{(HasFolder(name) ? "" : " on the PATH")}. Write a program's name or path behind --; a shell's own words need: -- sh -c '{name} …'.");
    }

    private static IEnumerable<string> CandidatesOf(string name)
    {
        var folders = HasFolder(name) ? [""] : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        string[] endings = [""];
        if (OperatingSystem.IsWindows())
        {
            var known = (Environment.GetEnvironmentVariable("PATHEXT") ?? ".COM;.EXE;.BAT;.CMD").Split(';');
            endings = Path.HasExtension(name) ? ["", .. known] : known;
        }

        return from folder in folders
               from ending in endings
               select Path.GetFullPath(Path.Combine(folder, name + ending));
    }

    private static bool HasFolder(string name) => name.Contains('/') || name.Contains(Path.DirectorySeparatorChar);
}
