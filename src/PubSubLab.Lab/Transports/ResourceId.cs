using System.Buffers;

namespace PubSubLab.Lab.Transports;

/// <summary>The ids that Pub/Sub takes for topics and subscriptions (Pub/Sub docs, Guidelines to name a topic or a subscription).</summary>
public static class ResourceId
{
    /// <summary>The rule, for a hint.</summary>
    public const string Rule = "3 to 255 letters, digits, - . _ ~ + %; begins with a letter, not with goog";

    private static readonly SearchValues<char> s_allowed = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~+%");

    /// <summary>Null where it can be one, else what is wrong with it.</summary>
    public static string? WhyNot(string id)
    {
        if (id.Length is < 3 or > 255)
        {
            return $"'{id}' has {id.Length} {(id.Length == 1 ? "character" : "characters")}; a name has 3 to 255.";
        }

        if (!char.IsAsciiLetter(id[0]) || id.StartsWith("goog", StringComparison.Ordinal))
        {
            return $"'{id}' must begin with a letter, and not with goog.";
        }

        var at = id.AsSpan().IndexOfAnyExcept(s_allowed);
        return at < 0 ? null : $"'{id[at]}' cannot be in a name; letters, digits and - . _ ~ + % can.";
    }
}
