using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using PubSubLab.Lab;
using PubSubLab.Lab.Transports;
using PubSubLab.Transports.Celery.Connections;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace PubSubLab.Transports.Celery.RabbitMq;

/// <summary>Exchanges, queues and bindings on RabbitMQ: made where they are missing, left as they are where they are not.</summary>
internal sealed partial class RabbitMqTopology(Func<CancellationToken, Task<IConnection>> connect, RabbitMqConnector connector, CeleryOptions options)
{
    private readonly ConcurrentDictionary<string, bool> _plainQueues = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string Exchange, string Queue), bool> _delayed = new();

    /// <summary>Whether a topic is a plain queue of Celery's, without an exchange of its own.</summary>
    public bool IsPlain(string topic) => _plainQueues.ContainsKey(topic);

    /// <summary>Whether a destination is bound for tasks that the broker delays.</summary>
    public bool IsDelayed(string exchange, string key) => _delayed.ContainsKey((exchange, exchange.Length == 0 ? key : ""));

    /// <summary>Makes what is missing.</summary>
    public async Task EnsureAsync(Topology topology, CancellationToken cancellation)
    {
        var plain = topology.Subscriptions.Where(s => s.Name == s.Topic).Select(s => s.Topic).ToHashSet(StringComparer.Ordinal);
        foreach (var topic in topology.Topics)
        {
            QueueName.Check(topic);
            if (!plain.Contains(topic))
            {
                await DeclareAsync(
                    channel => channel.ExchangeDeclarePassiveAsync(topic, cancellation), channel => DeclareExchangeAsync(channel, topic, cancellation), cancellation);
            }
            else
            {
                _plainQueues[topic] = true;
            }
        }

        if (options.NativeDelay)
        {
            await EnsureDelayAsync(cancellation);
        }

        foreach (var spec in topology.Subscriptions)
        {
            await EnsureAsync(spec, cancellation);
        }
    }

    /// <summary>Removes what the lab made.</summary>
    public async Task RemoveAsync(Topology topology, CancellationToken cancellation)
    {
        foreach (var spec in topology.Subscriptions)
        {
            _delayed.TryRemove(("", spec.Name), out _);
            await OnChannelAsync(channel => channel.QueueDeleteAsync(spec.Name, ifUnused: false, ifEmpty: false, cancellationToken: cancellation), cancellation);
        }

        foreach (var topic in topology.Topics.Where(t => !_plainQueues.ContainsKey(t)))
        {
            _delayed.TryRemove((topic, ""), out _);
            await OnChannelAsync(channel => channel.ExchangeDeleteAsync(topic, ifUnused: false, cancellationToken: cancellation), cancellation);
        }
    }

    /// <summary>Declares again what is there, and gives what RabbitMQ says of other settings.</summary>
    public async Task<IReadOnlyList<FleetDifference>> CompareAsync(Topology topology, CancellationToken cancellation)
    {
        var found = new List<FleetDifference>();
        foreach (var topic in topology.Topics.Where(t => !IsPlain(t)))
        {
            if (await ContradictionAsync(channel => DeclareExchangeAsync(channel, topic, cancellation), cancellation) is { } other)
            {
                found.Add(new FleetDifference(
                    $"Exchange '{topic}' has {other.Name} {other.There}, and the lab would make it with {other.Asked}: tasks published to it may reach no queue.",
                    "Set TOPIC_NAME to another exchange, or to the same name as SUBSCRIPTION_NAME for a plain queue.", other.Name == "type"));
            }
        }

        foreach (var spec in topology.Subscriptions)
        {
            if (await ContradictionAsync(channel => DeclareQueueAsync(channel, spec.Name, ArgumentsOf(spec), cancellation), cancellation) is { } other)
            {
                found.Add(new FleetDifference(
                    $"Queue '{spec.Name}' has {other.Name} {other.There}, and the lab would make it with {other.Asked}. The lab works on it as it is; a program that declares it with other settings ends with PRECONDITION_FAILED.",
                    other.Name == "x-queue-type" ? $"Set CELERY_TASK_DEFAULT_QUEUE_TYPE={(other.There.Contains("quorum", StringComparison.Ordinal) ? "quorum" : "classic")}." : $"Give every program the same {other.Name}.",
                    false));
            }
        }

        return found;
    }

    /// <summary>Does something on a channel of its own.</summary>
    public async Task OnChannelAsync(Func<IChannel, Task> work, CancellationToken cancellation)
    {
        var connection = await connect(cancellation);
        try
        {
            await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellation);
            await work(channel);
        }
        catch (Exception e) when (RabbitMqConnector.IsTrouble(e, cancellation))
        {
            throw new LabException(connector.Explain(e), e);
        }
    }

    private async Task EnsureAsync(SubscriptionSpec spec, CancellationToken cancellation)
    {
        QueueName.Check(spec.Name);
        var key = RoutingKey.Of(spec);
        await DeclareQueueAsync(spec.Name, ArgumentsOf(spec), cancellation);
        await OnChannelAsync(
            async channel =>
            {
                if (spec.Topic != spec.Name)
                {
                    await channel.QueueBindAsync(spec.Name, spec.Topic, key, cancellationToken: cancellation);
                }

                if (options.NativeDelay)
                {
                    await channel.QueueBindAsync(spec.Name, NativeDelay.Delivery, NativeDelay.BindingOfQueue(spec.Name), cancellationToken: cancellation);
                    if (spec.Topic != spec.Name)
                    {
                        await channel.ExchangeBindAsync(spec.Topic, NativeDelay.Delivery, NativeDelay.BindingOfExchange(spec.Topic), cancellationToken: cancellation);
                        await channel.QueueBindAsync(spec.Name, spec.Topic, NativeDelay.BindingAt(spec.Topic, key), cancellationToken: cancellation);
                    }
                }
            },
            cancellation);
        if (options.NativeDelay)
        {
            _delayed[("", spec.Name)] = true;
            _delayed[(spec.Topic, "")] = true;
        }
    }

    private Task EnsureDelayAsync(CancellationToken cancellation) => NativeDelay.DeclareAsync(
        exchange => OnChannelAsync(channel => DeclareExchangeAsync(channel, exchange, cancellation), cancellation),
        (queue, arguments) => DeclareQueueAsync(queue, arguments, cancellation),
        (queue, exchange, key) => OnChannelAsync(channel => channel.QueueBindAsync(queue, exchange, key, cancellationToken: cancellation), cancellation),
        (to, from, key) => OnChannelAsync(channel => channel.ExchangeBindAsync(to, from, key, cancellationToken: cancellation), cancellation));

    private Task DeclareQueueAsync(string queue, Dictionary<string, object?> arguments, CancellationToken cancellation) => DeclareAsync(
        channel => channel.QueueDeclarePassiveAsync(queue, cancellation), channel => DeclareQueueAsync(channel, queue, arguments, cancellation), cancellation);

    private static Task DeclareExchangeAsync(IChannel channel, string exchange, CancellationToken cancellation) =>
        channel.ExchangeDeclareAsync(exchange, ExchangeType.Topic, durable: true, cancellationToken: cancellation);

    private static Task<QueueDeclareOk> DeclareQueueAsync(IChannel channel, string queue, Dictionary<string, object?> arguments, CancellationToken cancellation) =>
        channel.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false, arguments, cancellationToken: cancellation);

    private Dictionary<string, object?> ArgumentsOf(SubscriptionSpec spec)
    {
        var arguments = new Dictionary<string, object?>(StringComparer.Ordinal);
        if (options.QueueType == CeleryQueueType.Quorum)
        {
            arguments["x-queue-type"] = "quorum";
        }

        if (spec.DeadLetterTopic is { } letters)
        {
            arguments["x-dead-letter-exchange"] = letters;
        }

        if (options.MaxPriority is { } priority)
        {
            arguments["x-max-priority"] = (int)priority;
        }

        return arguments;
    }

    /// <summary>Leaves existing ones unchanged. It asks first, because the broker refuses a declaration with other settings.</summary>
    private async Task DeclareAsync(Func<IChannel, Task> passively, Func<IChannel, Task> really, CancellationToken cancellation)
    {
        var connection = await connect(cancellation);
        try
        {
            await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellation);
            await passively(channel);
        }
        catch (OperationInterruptedException e) when (e.ShutdownReason?.ReplyCode == Constants.NotFound)
        {
            await OnChannelAsync(really, cancellation);
        }
        catch (Exception e) when (RabbitMqConnector.IsTrouble(e, cancellation))
        {
            throw new LabException(connector.Explain(e), e);
        }
    }

    private async Task<Contradiction?> ContradictionAsync(Func<IChannel, Task> declare, CancellationToken cancellation)
    {
        var connection = await connect(cancellation);
        try
        {
            await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellation);
            await declare(channel);
            return null;
        }
        catch (OperationInterruptedException e) when (e.ShutdownReason?.ReplyCode == Constants.PreconditionFailed)
        {
            var match = Inequivalent().Match(e.ShutdownReason.ReplyText);
            return match.Success
                ? new Contradiction(match.Groups["name"].Value, Plain(match.Groups["there"].Value), Plain(match.Groups["asked"].Value))
                : new Contradiction("other settings", $"({e.ShutdownReason.ReplyText})", "its own");
        }
        catch (Exception e) when (RabbitMqConnector.IsTrouble(e, cancellation))
        {
            throw new LabException(connector.Explain(e), e);
        }
    }

    // RabbitMQ writes a value as "the value 'quorum' of type 'longstr'", an exchange's type as "'topic'", and a missing one as "none".
    private static string Plain(string value) => value.Split('\'') is [_, var text, ..] ? $"'{text}'" : value;

    [GeneratedRegex("inequivalent arg '(?<name>[^']*)' for .*: received (?<asked>.*) but current is (?<there>.*?)\"?$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Inequivalent();

    private sealed record Contradiction(string Name, string There, string Asked);
}
