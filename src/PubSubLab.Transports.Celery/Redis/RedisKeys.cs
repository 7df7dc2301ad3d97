using StackExchange.Redis;

namespace PubSubLab.Transports.Celery.Redis;

/// <summary>The keys that Kombu uses on Redis (kombu/transport/redis.py).</summary>
internal static class RedisKeys
{
    /// <summary>Outstanding tasks: delivery tag to <c>[message, exchange, routing key]</c>.</summary>
    public const string Unacked = "unacked";

    /// <summary>Outstanding tasks by the time, in seconds, when a worker took them.</summary>
    public const string UnackedIndex = "unacked_index";

    /// <summary>Between the parts of a binding, and between a queue's name and its priority.</summary>
    public const string Separator = "\u0006\u0016";

    private static readonly int[] s_steps = [0, 3, 6, 9];

    /// <summary>The set of an exchange's bindings.</summary>
    public static RedisKey Bindings(string exchange) => $"_kombu.binding.{exchange}";

    /// <summary>One binding.</summary>
    public static RedisValue Binding(string key, string pattern, string queue) => string.Join(Separator, key, pattern, queue);

    /// <summary>The list of a queue for a priority: the next lower of the steps 0, 3, 6 and 9. Step 0, the first, is the queue's own name.</summary>
    public static RedisKey ListOf(string queue, int? priority)
    {
        var step = s_steps.Last(s => s <= Math.Clamp(priority ?? 0, 0, 9));
        return step == 0 ? queue : $"{queue}{Separator}{step}";
    }

    /// <summary>All lists of a queue, the first to be served first.</summary>
    public static RedisKey[] ListsOf(string queue) => [.. s_steps.Select(step => ListOf(queue, step))];
}
