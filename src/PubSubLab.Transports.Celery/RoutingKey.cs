using System.Text;
using System.Text.RegularExpressions;
using PubSubLab.Handlers;
using PubSubLab.Lab;
using PubSubLab.Lab.Transports;

namespace PubSubLab.Transports.Celery;

/// <summary>
/// A topic is an exchange of type <c>topic</c>, a subscription is a queue bound to it: with <c>#</c> for everything, with
/// <c>user.ID</c> for the tasks of one user. That is what a task queue has in place of attributes and filters.
/// </summary>
internal static partial class RoutingKey
{
    /// <summary>The binding of a subscription without a filter.</summary>
    public const string Everything = "#";

    /// <summary>The key a task is published with.</summary>
    public static string Of(string topic, LabTask task) => task.UserId is { Length: > 0 } user ? $"user.{user}" : topic;

    /// <summary>The key a subscription is bound with.</summary>
    /// <exception cref="LabException">Its filter has no counterpart.</exception>
    public static string Of(SubscriptionSpec spec)
    {
        if (spec.Filter is null)
        {
            return Everything;
        }

        var match = UserFilter().Match(spec.Filter);
        if (!match.Success)
        {
            throw new LabException(
                $"Subscription '{spec.Name}' has the filter {spec.Filter}; a queue has no filters. Only attributes.user_id = \"…\" can be mapped, to a routing key.");
        }

        var user = match.Groups["user"].Value;
        return user.Length == 0 || user.AsSpan().ContainsAny('#', '*')
            ? throw new LabException($"The user_id '{user}' cannot be a routing key: it must not be empty, and '#' and '*' stand for any word there.")
            : $"user.{user}";
    }

    /// <summary>The pattern that Kombu keeps beside a key of a topic exchange (kombu/transport/virtual/exchange.py, key_to_pattern).</summary>
    public static string PatternOf(string key)
    {
        var words = key.Split('.').Select(word => word switch { "#" => ".*?", "*" => @".*?[^\.]", _ => Escape(word) });
        return $"^{string.Join(@"\.", words)}$";
    }

    /// <summary>Whether a binding takes a key: by its pattern, or, as a direct exchange does, by equality.</summary>
    public static bool Matches(string bindingKey, string pattern, string key) => pattern.Length == 0
        ? bindingKey == key
        : Regex.IsMatch(key, pattern, RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));

    private static string Escape(string word)
    {
        var text = new StringBuilder();
        foreach (var c in word)
        {
            text.Append(char.IsLetterOrDigit(c) || c == '_' ? $"{c}" : $@"\{c}");
        }

        return text.ToString();
    }

    [GeneratedRegex("^\\s*attributes\\.user_id\\s*=\\s*\"(?<user>[^\"]*)\"\\s*$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex UserFilter();
}
