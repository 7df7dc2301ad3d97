using System.Text.RegularExpressions;
using PubSubLab.Lab;

namespace PubSubLab.Transports.Celery.GcPubSub;

/// <summary>A queue as Kombu lays it out on Pub/Sub (kombu/transport/gcpubsub.py).</summary>
/// <param name="Name">Its name, which is its routing key too.</param>
/// <param name="Topic">The topic that its tasks are published to.</param>
/// <param name="Subscription">The subscription that its workers pull from.</param>
/// <param name="Filter">The subscription's filter; null where it takes everything of its topic.</param>
internal sealed partial record KombuQueue(string Name, string Topic, string Subscription, string? Filter)
{
    /// <summary>The attribute with the routing key, the only one of a message.</summary>
    public const string RoutingKeyAttribute = "routing_key";

    private const string Prefix = "kombu-";

    // The longest id of Pub/Sub is 255, and the prefix is a part of it.
    private const int MaxLength = 249;

    /// <summary>A queue with the topic of its own name: that is how Celery uses one.</summary>
    /// <exception cref="LabException">Pub/Sub takes no topic of this name.</exception>
    public static KombuQueue Of(string name) => On(name, Check(name), $"attributes.{RoutingKeyAttribute}=\"{name}\"");

    /// <summary>A queue that gets everything of a topic.</summary>
    /// <exception cref="LabException">Pub/Sub takes no topic or subscription of this name.</exception>
    public static KombuQueue OfAll(string name, string topic) => On(Check(name), Check(topic), null);

    private static KombuQueue On(string name, string topic, string? filter) => new(name, topic, SubscriptionOf(name), filter);

    /// <summary>A sentence where Pub/Sub takes no topic or subscription for a queue of this name; null if it does.</summary>
    public static string? Problem(string name) => IdPattern().IsMatch(name) && !name.StartsWith("goog", StringComparison.Ordinal)
        ? null
        : $"The queue name '{OutsideText.Printable(OutsideText.Begin(name, 40))}' cannot be a topic of Pub/Sub: it takes 3 to {MaxLength} letters, digits and - _ . ~ + %, beginning with a letter and not with goog. Choose such a name.";

    /// <summary>Kombu's name of a queue's subscription (entity_name). A dot becomes '-'; other punctuation than '-' and '_' becomes '_'.</summary>
    public static string SubscriptionOf(string queue) => string.Concat(
        (queue.StartsWith(Prefix, StringComparison.Ordinal) ? queue : Prefix + queue).Select(
            static c => c switch { '-' or '_' => c, '.' => '-', _ => char.IsAsciiLetterOrDigit(c) ? c : '_' }));

    private static string Check(string name) => Problem(name) is { } problem ? throw new LabException(problem) : name;

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9._~+%-]{2,248}$", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex IdPattern();
}
