using System.Text.Json.Nodes;

namespace PubSubLab.Transports.Celery.Protocol;

/// <summary>A message as both brokers carry it: headers, a body, and the properties that matter here.</summary>
internal sealed record CeleryMessage
{
    /// <summary>The headers of the protocol and of the publisher.</summary>
    public required JsonObject Headers { get; init; }

    /// <summary>The body: for protocol 2, <c>[args, kwargs, embed]</c>.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Content type of the body. Default: <c>application/json</c>.</summary>
    public string ContentType { get; init; } = "application/json";

    /// <summary>Default: <c>utf-8</c>.</summary>
    public string ContentEncoding { get; init; } = "utf-8";

    /// <summary>The task's id once more.</summary>
    public string CorrelationId { get; init; } = "";

    /// <summary>The task's id, by its header or else by the property that repeats it; null where neither says.</summary>
    public string? TaskId => TaskHeaders.TextOf(Headers, "id") ?? (CorrelationId.Length > 0 ? CorrelationId : null);

    /// <summary>Where an RPC result backend listens; kept, not used.</summary>
    public string ReplyTo { get; init; } = "";

    /// <summary>The priority; null where the message has none.</summary>
    public int? Priority { get; init; }

    /// <summary>Whether the broker has brought it before.</summary>
    public bool Redelivered { get; init; }

    /// <summary>Whether it need not outlive the broker. Default: it must.</summary>
    public bool IsTransient { get; init; }

    /// <summary>Milliseconds after which RabbitMQ drops the message from its queue; null for never.</summary>
    public string? Expiration { get; init; }

    /// <summary>The next attempt of the same task: one more retry, not before a moment.</summary>
    public CeleryMessage Retry(int retries, DateTimeOffset? eta)
    {
        var headers = (JsonObject)Headers.DeepClone();
        headers["retries"] = retries;
        headers["eta"] = eta is { } due ? CeleryTime.Write(due) : null;
        return this with { Headers = headers };
    }
}
