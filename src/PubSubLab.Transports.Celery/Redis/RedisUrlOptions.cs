using System.Globalization;
using System.Text.Json.Nodes;
using PubSubLab.Lab;
using PubSubLab.Lab.Transports;

namespace PubSubLab.Transports.Celery.Redis;

/// <summary>Kombu's transport options in the query of an address of Redis: <c>redis://…/0?visibility_timeout=3600</c>.</summary>
internal static class RedisUrlOptions
{
    private const string Known = "visibility_timeout, priority_steps, sep, global_keyprefix and fanout_prefix";

    // Options of the connection, which the lab makes in its own way.
    private static readonly string[] s_connection = ["ssl_", "socket_", "health_check_interval", "retry_on_timeout", "max_connections"];

    /// <summary>The options with those of the address. What is set already stays.</summary>
    /// <exception cref="LabException">One is not known, or has a wrong value.</exception>
    public static CeleryOptions Apply(CeleryOptions options, BrokerAddress address, string setting)
    {
        var naming = new RedisNaming();
        TimeSpan? visibility = null;
        foreach (var (name, value) in address.Query)
        {
            LabException Wrong(string rule) => new($"{setting} has {name}={OutsideText.Printable(value)}. Allowed: {rule}.");
            switch (name)
            {
                case "visibility_timeout":
                    visibility = double.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds is > 0 and < 1e8
                        ? TimeSpan.FromSeconds(seconds)
                        : throw Wrong("seconds above 0, for example 3600");
                    break;
                case "priority_steps":
                    naming = naming with { PrioritySteps = RedisNaming.ReadSteps(value) ?? throw Wrong(RedisNaming.StepsRule) };
                    break;
                case "sep":
                    naming = naming with { Separator = RedisNaming.ReadSeparator(value) ?? throw Wrong(RedisNaming.SeparatorRule) };
                    break;
                case "global_keyprefix":
                    naming = naming with { KeyPrefix = value };
                    break;
                case "fanout_prefix":
                    naming = naming with { FanoutPrefix = RedisNaming.ReadFanoutPrefix(value) };
                    break;
                default:
                    if (!Array.Exists(s_connection, begin => name.StartsWith(begin, StringComparison.Ordinal)))
                    {
                        throw new LabException($"{setting} has the option '{OutsideText.Printable(name)}'. The lab knows {Known}. Remove it, or correct its name.");
                    }

                    break;
            }
        }

        return options with { Naming = options.Naming.Over(naming), VisibilityTimeout = options.VisibilityTimeout ?? visibility };
    }

    /// <summary>The same options for Python, as JSON.</summary>
    public static string ToJson(CeleryOptions options)
    {
        var json = new JsonObject { ["visibility_timeout"] = (options.VisibilityTimeout ?? SubscribeOptions.DefaultAckDeadline).TotalSeconds };
        var naming = options.Naming;
        if (naming.PrioritySteps is { } steps)
        {
            json["priority_steps"] = new JsonArray([.. steps.Select(static s => (JsonNode)s)]);
        }

        foreach (var (name, value) in new[] { ("sep", naming.Separator), ("global_keyprefix", naming.KeyPrefix), ("fanout_prefix", naming.FanoutPrefix) })
        {
            if (value is not null)
            {
                json[name] = value;
            }
        }

        return json.ToJsonString();
    }
}
