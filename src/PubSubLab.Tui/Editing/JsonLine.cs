using PubSubLab.Lab.Publishing;
using PubSubLab.Tui.Theming;

namespace PubSubLab.Tui.Editing;

/// <summary>The roles of a line of JSON. A JSON string ends with its line, so a line is read by itself; wrong JSON gets roles too.</summary>
internal static class JsonLine
{
    /// <summary>Parts of a line from its beginning up to an index, one after another.</summary>
    public static IEnumerable<(int Start, int End, Role Role)> Parts(string line, int until)
    {
        for (var at = 0; at < line.Length && at < until;)
        {
            var end = EndOfPart(line, at);
            var role = RoleOf(line, at, end);
            while (at < end && Placeholder.FindIn(line, at, end) is var (found, placeholder))
            {
                yield return (at, found, role);
                at = Math.Min(end, found + placeholder.Text.Length);
                yield return (found, at, Role.Placeholder);
            }

            yield return (at, end, role);
            at = end;
        }
    }

    private static int EndOfPart(string line, int at)
    {
        if (line[at] == '"')
        {
            return EndOfString(line, at);
        }

        var end = at + 1;
        if (Placeholder.FindIn(line, at, at + 1) is var (_, placeholder))
        {
            return at + placeholder.Text.Length;
        }

        while (IsWord(line[at]) && end < line.Length && IsWord(line[end]))
        {
            end++;
        }

        return end;
    }

    private static int EndOfString(string line, int at)
    {
        for (var end = at + 1; end < line.Length; end++)
        {
            if (line[end] == '\\')
            {
                end++;
            }
            else if (line[end] == '"')
            {
                return end + 1;
            }
        }

        return line.Length;
    }

    private static Role RoleOf(string line, int at, int end)
    {
        var first = line[at];
        if (first == '"')
        {
            var after = line.AsSpan(end).TrimStart();
            return after.Length > 0 && after[0] == ':' ? Role.JsonKey : Role.JsonText;
        }

        return char.IsAsciiDigit(first) || first is '-' ? Role.JsonNumber : IsWord(first) ? Role.JsonWord : Role.JsonMark;
    }

    private static bool IsWord(char c) => char.IsLetterOrDigit(c) || c is '-' or '+' or '.' or '_';
}
