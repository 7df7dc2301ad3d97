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
        command.SetAction(parsed => Console.Write(ScriptOf(parsed.GetValue(shell)!)));
        return command;
    }

    // System.CommandLine answers "[suggest:POSITION] LINE" with one word a line.
    private static string ScriptOf(string shell) => shell switch
    {
        "bash" =>
            """
            _pubsublab() {
              local IFS=$'\n'
              COMPREPLY=($(compgen -W "$(pubsublab "[suggest:${COMP_POINT}]" "${COMP_LINE}" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}"))
            }
            complete -o default -F _pubsublab pubsublab

            """,
        "zsh" =>
            """
            _pubsublab() {
              local words
              words=("${(@f)$(pubsublab "[suggest:${CURSOR}]" "${BUFFER}" 2>/dev/null)}")
              compadd -- $words
            }
            compdef _pubsublab pubsublab

            """,
        "fish" =>
            """
            complete -f -c pubsublab -a '(pubsublab "[suggest:"(commandline -C)"]" (commandline -cp) 2>/dev/null)'

            """,
        _ =>
            """
            Register-ArgumentCompleter -Native -CommandName pubsublab -ScriptBlock {
              param($word, $line, $position)
              pubsublab "[suggest:$position]" "$line" | Where-Object { $_ -like "$word*" } | ForEach-Object { [System.Management.Automation.CompletionResult]::new($_) }
            }

            """,
    };
}
