using System.CommandLine;

namespace PubSubLab.Commands;

/// <summary><c>completion</c>: what a shell needs to complete this command line. The words come from the command line itself, when Tab is pressed.</summary>
internal sealed class CompletionVerb : IVerb
{
    /// <inheritdoc/>
    public Command Build()
    {
        var shell = new Argument<string>("SHELL") { Description = "bash, zsh, fish or pwsh." };
        shell.AcceptOnlyFromAmong("bash", "zsh", "fish", "pwsh");
        var command = new Command("completion", "Print a shell's completion script, for example: source <(pubsublab completion bash)") { shell };
        command.SetAction(parsed => Console.Write(ScriptOf(parsed.GetValue(shell)!, Environment.ProcessPath!, Environment.GetCommandLineArgs()[0])));
        return command;
    }

    /// <summary>A shell's script. It starts the program by its path, which need not be on the PATH, and completes it under any path that is typed.</summary>
    /// <param name="shell">The shell.</param>
    /// <param name="process">The program of this process: itself, or <c>dotnet</c>.</param>
    /// <param name="assembly">The program's own file.</param>
    public static string ScriptOf(string shell, string process, string assembly)
    {
        string[] words = Path.GetFileNameWithoutExtension(process) == "dotnet" ? [process, Path.GetFullPath(assembly)] : [process];
        var program = string.Join(' ', words.Select(word => Quote(shell, word)));
        // [suggest:POSITION] LINE is answered with one word a line.
        return shell switch
        {
            "bash" =>
                $$"""
                _pubsublab() {
                  local IFS=$'\n'
                  COMPREPLY=($(compgen -W "$({{program}} "[suggest:${COMP_POINT}]" "${COMP_LINE}" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}"))
                }
                complete -o default -F _pubsublab pubsublab

                """,
            "zsh" =>
                $$"""
                _pubsublab() {
                  local line="${(j: :)words[1,CURRENT]}"
                  local -a candidates
                  candidates=("${(@f)$({{program}} "[suggest:${#line}]" "$line" 2>/dev/null)}")
                  compadd -- ${candidates:#}
                }
                compdef _pubsublab pubsublab

                """,
            "fish" =>
                $$"""
                function __pubsublab
                  set -l line (commandline -cp)
                  {{program}} "[suggest:"(string length -- $line)"]" $line 2>/dev/null
                end
                complete -f -c pubsublab -a '(__pubsublab)'

                """,
            _ =>
                $$"""
                Register-ArgumentCompleter -Native -CommandName pubsublab -ScriptBlock {
                  param($word, $line, $position)
                  & {{program}} "[suggest:$position]" "$line" | Where-Object { $_ -like "$word*" } | ForEach-Object { [System.Management.Automation.CompletionResult]::new($_) }
                }

                """,
        };
    }

    private static string Quote(string shell, string word) => shell switch
    {
        "bash" or "zsh" => $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'",
        "fish" => $"\"{word.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("$", "\\$", StringComparison.Ordinal)}\"",
        _ => $"'{word.Replace("'", "''", StringComparison.Ordinal)}'",
    };
}
