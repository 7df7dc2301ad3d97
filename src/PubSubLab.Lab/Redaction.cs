using System.Text.RegularExpressions;

namespace PubSubLab.Lab;

/// <summary>Takes keys and tokens out of what a service says. A proxy or a service may quote what it was sent.</summary>
public static partial class Redaction
{
    /// <summary>The text with every key and token replaced.</summary>
    public static string Of(string text) => Secret().Replace(text, "[secret]");

    /// <summary>An exception with its stack, as a report holds it. The messages may quote a secret; the frames are kept as they are.</summary>
    public static string Of(Exception error)
    {
        var text = error.ToString();
        for (var cause = error; cause is not null; cause = cause.InnerException)
        {
            text = cause.Message.Length == 0 ? text : text.Replace(cause.Message, Of(cause.Message), StringComparison.Ordinal);
        }

        return text;
    }

    // A JWT or its parts, Google's access and refresh tokens and client secrets, whatever follows Bearer, and the lines of a PEM key.
    [GeneratedRegex(
        @"\beyJ[\w-]+(\.[\w-]+){0,2}|\bya29\.[\w.-]+|\b1//[\w-]+|\bGOCSPX-[\w-]+|(?<=\bBearer\s)\S+|-----BEGIN[\s\S]+?(-----END[^-]*-----|$)|[A-Za-z0-9+/=_-]{64,}",
        RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Secret();
}
