using System.Text;

namespace PubSubLab.Transports.Celery.Protocol;

/// <summary>Values as Python's <c>repr</c> writes them, for people who read them beside Python's own.</summary>
internal static class PythonText
{
    /// <summary>A text in quotes.</summary>
    public static string Quote(string text)
    {
        var quote = text.Contains('\'') && !text.Contains('"') ? '"' : '\'';
        var quoted = new StringBuilder().Append(quote);
        foreach (var c in text)
        {
            _ = c switch
            {
                '\\' => quoted.Append(@"\\"),
                '\n' => quoted.Append(@"\n"),
                '\r' => quoted.Append(@"\r"),
                '\t' => quoted.Append(@"\t"),
                _ when c == quote => quoted.Append('\\').Append(c),
                _ when char.IsControl(c) => quoted.Append($@"\x{(int)c:x2}"),
                _ => quoted.Append(c),
            };
        }

        return quoted.Append(quote).ToString();
    }

    /// <summary>An exception with one argument.</summary>
    public static string Exception(string type, string reason) => $"{type}({Quote(reason)})";
}
