using System.Globalization;
using PubSubLab.Transports.Celery.Protocol;
using RabbitMQ.Client;

namespace PubSubLab.Transports.Celery.RabbitMq;

/// <summary>
/// Celery's native delayed delivery (kombu/transport/native_delayed_delivery.py): a task waits at the broker, not in a worker. Each bit of its
/// countdown has an exchange and a queue, <c>celery_delayed_0</c> to <c>celery_delayed_27</c>; the queue of a set bit keeps the task for that
/// many seconds. Its key begins with the bits and ends with the destination.
/// </summary>
internal static class NativeDelay
{
    /// <summary>The exchange at the end, to which destinations are bound.</summary>
    public const string Delivery = "celery_delayed_delivery";

    private const int Levels = 28;

    /// <summary>The exchange at the beginning.</summary>
    public static string Entry { get; } = LevelOf(Levels - 1);

    /// <summary>The queues in which tasks wait; each task is in one of them.</summary>
    public static IEnumerable<string> Queues => Enumerable.Range(0, Levels).Select(LevelOf);

    private static string AnyBits { get; } = string.Join('.', Enumerable.Repeat("*", Levels));

    /// <summary>The key of a delayed task; null for one that needs no delay, or one of more than eight years, or too long a key.</summary>
    /// <param name="message">The task.</param>
    /// <param name="now">The time.</param>
    /// <param name="exchange">The destination's exchange; empty for a queue.</param>
    /// <param name="key">The destination's key.</param>
    public static string? KeyOf(CeleryMessage message, DateTimeOffset now, string exchange, string key)
    {
        if (message.Headers["eta"] is not { } node || node.GetValueKind() != System.Text.Json.JsonValueKind.String || !IsoTime.TryParse(node.GetValue<string>(), out var eta)
            || (eta - now).TotalSeconds is not (>= 1 and < 1 << Levels and var wait))
        {
            return null;
        }

        var bits = string.Join('.', ((int)wait).ToString("b28", CultureInfo.InvariantCulture).AsEnumerable());
        var whole = $"{bits}.{PathOf(exchange, key)}";
        return System.Text.Encoding.UTF8.GetByteCount(whole) <= QueueName.MaxBytes ? whole : null;
    }

    /// <summary>The binding of a queue at <see cref="Delivery"/>.</summary>
    public static string BindingOfQueue(string queue) => $"{AnyBits}.{queue}";

    /// <summary>The binding of an exchange at <see cref="Delivery"/>.</summary>
    public static string BindingOfExchange(string exchange) => $"{AnyBits}.{WordOf(exchange)}.#";

    /// <summary>The binding of a queue at its exchange, for what comes delayed.</summary>
    public static string BindingAt(string exchange, string key) => $"{AnyBits}.{PathOf(exchange, key)}";

    /// <summary>Makes exchanges and queues as Kombu does.</summary>
    /// <param name="exchange">Makes an exchange.</param>
    /// <param name="queue">Makes a queue with arguments, unless it is there.</param>
    /// <param name="bind">Binds a queue to an exchange by a key.</param>
    /// <param name="bindExchange">Binds an exchange to another by a key.</param>
    public static async Task DeclareAsync(
        Func<string, Task> exchange, Func<string, Dictionary<string, object?>, Task> queue, Func<string, string, string, Task> bind, Func<string, string, string, Task> bindExchange)
    {
        await exchange(Delivery);
        for (var level = 0; level < Levels; level++)
        {
            var (name, next) = (LevelOf(level), level == 0 ? Delivery : LevelOf(level - 1));
            var before = string.Concat(Enumerable.Repeat("*.", Levels - 1 - level));
            await exchange(name);
            await queue(name, new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["x-queue-type"] = "quorum",
                ["x-dead-letter-strategy"] = "at-least-once",
                ["x-overflow"] = "reject-publish",
                ["x-message-ttl"] = (1L << level) * 1_000,
                ["x-dead-letter-exchange"] = next,
            });
            await bind(name, name, $"{before}1.#");
            await bindExchange(next, name, $"{before}0.#");
        }
    }

    private static string LevelOf(int level) => $"celery_delayed_{level}";

    private static string PathOf(string exchange, string key) => exchange.Length == 0 ? key : $"{WordOf(exchange)}.{key}";

    // One word, and one that no queue has: a name with dots would be several words, and match other destinations.
    private static string WordOf(string exchange) => $"to:{exchange.Replace("%", "%25", StringComparison.Ordinal).Replace(".", "%2E", StringComparison.Ordinal)}";
}
