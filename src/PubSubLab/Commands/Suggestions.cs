using System.CommandLine;
using System.CommandLine.Parsing;

namespace PubSubLab.Commands;

/// <summary>Words that can come next on a command line. A word that the command line would refuse is not one of them.</summary>
/// <param name="root">The program's command.</param>
/// <param name="parser">Configuration of the parser.</param>
internal sealed class Suggestions(Command root, ParserConfiguration parser)
{
    private const string Directive = "[suggest:";

    /// <summary>Reads <c>[suggest:POSITION] LINE</c>, as a shell's completion script asks.</summary>
    /// <returns>Whether the arguments are such a question.</returns>
    public static bool TryRead(IReadOnlyList<string> args, out string line)
    {
        line = "";
        if (args is not [var directive, var text] || !directive.StartsWith(Directive, StringComparison.Ordinal)
            || !int.TryParse(directive.AsSpan(Directive.Length).TrimEnd(']'), out var position))
        {
            return false;
        }

        line = text[..Math.Clamp(position, 0, text.Length)];
        return true;
    }

    /// <summary>The words, in order, for a line that ends where the cursor is. Its first word is the program, under any name or path.</summary>
    public IEnumerable<string> For(string line)
    {
        var rest = WithoutProgram(line);
        var words = CommandLineParser.SplitCommandLine(rest).ToList();
        var current = "";
        if (words.Count > 0 && !char.IsWhiteSpace(rest[^1]))
        {
            current = words[^1];
            words.RemoveAt(words.Count - 1);
        }

        var before = Refusals(words).ToHashSet();
        var verbs = root.Parse(words, parser).CommandResult.Command.Subcommands.Select(static verb => verb.Name).ToHashSet(StringComparer.Ordinal);
        return root.Parse(rest, parser).GetCompletions(rest.Length)
            .Select(static completion => completion.InsertText ?? completion.Label)
            // The library's match may stand anywhere in a word.
            .Where(candidate => candidate.StartsWith(current, StringComparison.Ordinal) && (verbs.Contains(candidate) || IsAccepted(words, candidate, before)))
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal);
    }

    // A path may have spaces, in quotes or behind backslashes.
    private static string WithoutProgram(string line)
    {
        var isQuoted = false;
        for (var i = 0; i < line.Length; i++)
        {
            switch (line[i])
            {
                case '"' or '\'':
                    isQuoted = !isQuoted;
                    break;
                case '\\' when !OperatingSystem.IsWindows():
                    i++;
                    break;
                case ' ' when !isQuoted:
                    return line[(i + 1)..];
            }
        }

        return "";
    }

    private bool IsAccepted(List<string> words, string candidate, HashSet<(bool IsOfCommand, string Message)> before)
    {
        var isOption = candidate.StartsWith('-');
        if (isOption && before.Any(static refusal => !refusal.IsOfCommand))
        {
            // The option before it lacks its value.
            return false;
        }

        // An option may still lack its value; a rule of its verb that it breaks is a refusal.
        return !Refusals([.. words, candidate]).Except(before).Any(refusal => !isOption || refusal.IsOfCommand);
    }

    private IEnumerable<(bool IsOfCommand, string Message)> Refusals(IReadOnlyList<string> words) =>
        root.Parse(words, parser).Errors.Select(static e => (e.SymbolResult is CommandResult, e.Message));
}
