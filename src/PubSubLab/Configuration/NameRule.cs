using System.Text;
using System.Text.RegularExpressions;

namespace PubSubLab.Configuration;

/// <summary>A broker's rule for the names of topics and subscriptions.</summary>
/// <param name="Allows">Whether it takes a name.</param>
/// <param name="Allowed">The rule in words.</param>
internal sealed partial record NameRule(Func<string, bool> Allows, string Allowed)
{
    /// <summary>Pub/Sub's (Pub/Sub docs, Guidelines to name a topic, subscription, schema, or snapshot).</summary>
    public static NameRule OfPubSub { get; } = new(
        static t => Pattern().IsMatch(t) && !t.StartsWith("goog", StringComparison.Ordinal), "3 to 255 letters, digits and - _ . ~ + %, beginning with a letter and not with goog");

    /// <summary>Of a queue or exchange of Celery's: AMQP's, which Redis bears too.</summary>
    public static NameRule OfQueues { get; } = new(
        static t => Encoding.UTF8.GetByteCount(t) <= 255 && !t.Any(char.IsControl) && !t.StartsWith("amq.", StringComparison.Ordinal),
        "1 to 255 bytes without control characters, not beginning with amq.");

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9._~+%-]{2,254}$", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Pattern();
}
