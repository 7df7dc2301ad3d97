using StackExchange.Redis;

namespace PubSubLab.Transports.Celery.Redis;

/// <summary>The keys that Kombu uses on Redis (kombu/transport/redis.py), as its transport options name them.</summary>
internal sealed class RedisKeys
{
    /// <summary>Between the parts of a binding, and between a queue's name and its priority, where nothing else is set.</summary>
    public const string DefaultSeparator = "\u0006\u0016";

    /// <summary>Begins the key of an exchange's bindings.</summary>
    public const string BindingPrefix = "_kombu.binding.";

    private const string UnackedName = "unacked";
    private static readonly int[] s_defaultSteps = [0, 3, 6, 9];
    private readonly IReadOnlyList<int> _steps;
    private readonly string _fanout;

    public RedisKeys(RedisNaming naming)
    {
        _steps = naming.PrioritySteps ?? s_defaultSteps;
        _fanout = naming.FanoutPrefix ?? "/{db}.";
        Separator = naming.Separator ?? DefaultSeparator;
        Prefix = naming.KeyPrefix ?? "";
    }

    /// <summary>Begins every key.</summary>
    public string Prefix { get; }

    /// <summary>Between the parts of a binding, and between a queue's name and its priority.</summary>
    public string Separator { get; }

    /// <summary>The steps of priorities.</summary>
    public IReadOnlyList<int> Steps => _steps;

    /// <summary>Outstanding tasks: delivery tag to <c>[message, exchange, routing key]</c>.</summary>
    public RedisKey Unacked => Prefix + UnackedName;

    /// <summary>Outstanding tasks by the time, in seconds, when a worker took them.</summary>
    public RedisKey UnackedIndex => Prefix + "unacked_index";

    /// <summary>Both.</summary>
    public RedisKey[] Books => [Unacked, UnackedIndex];

    /// <summary>The set of an exchange's bindings.</summary>
    public RedisKey Bindings(string exchange) => Prefix + BindingPrefix + exchange;

    /// <summary>One binding.</summary>
    public RedisValue Binding(string key, string pattern, string queue) => string.Join(Separator, key, pattern, queue);

    /// <summary>The list of a queue for a priority: the next lower of the steps. Step 0, the first, is the queue's own name.</summary>
    public RedisKey ListOf(string queue, int? priority)
    {
        var wanted = Math.Clamp(priority ?? 0, 0, 9);
        var step = _steps.Last(s => s <= wanted);
        return step == 0 ? Prefix + queue : $"{Prefix}{queue}{Separator}{step}";
    }

    /// <summary>All lists of a queue, the first to be served first.</summary>
    public RedisKey[] ListsOf(string queue) => [.. _steps.Select(step => ListOf(queue, step))];

    /// <summary>The channel of a fanout exchange.</summary>
    public RedisChannel ChannelOf(string exchange, int database) =>
        RedisChannel.Literal(Prefix + _fanout.Replace("{db}", $"{database}", StringComparison.Ordinal) + exchange);
}
