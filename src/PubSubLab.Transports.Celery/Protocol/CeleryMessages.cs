using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using PubSubLab.Handlers;
using PubSubLab.Lab;

namespace PubSubLab.Transports.Celery.Protocol;

/// <summary>Makes a message of protocol 2 from a task of the lab (Celery docs, Message Protocol, Version 2).</summary>
internal static class CeleryMessages
{
    private const int MaxRepr = 1_024;
    private static readonly string s_origin = $"pubsublab{Environment.ProcessId}@{Environment.MachineName}";

    /// <summary>The message. Attributes go along as headers; those that begin with <c>celery_</c> say how the task is to be run.</summary>
    /// <exception cref="LabException">The body is not JSON, or an attribute cannot be carried.</exception>
    public static CeleryMessage Create(LabTask task, string id, CeleryOptions options)
    {
        var now = options.Time.GetUtcNow();
        var named = Read(task, CeleryHeaders.TaskAttribute);
        var expires = MomentOf(task, CeleryHeaders.ExpiresAttribute, now);
        var headers = new JsonObject
        {
            ["lang"] = "cs",
            ["task"] = named ?? options.DefaultTask,
            ["id"] = id,
            ["shadow"] = null,
            ["eta"] = EtaOf(task, now) is { } eta ? CeleryTime.Write(eta) : null,
            ["expires"] = expires is { } limit ? CeleryTime.Write(limit) : null,
            ["group"] = null,
            ["group_index"] = null,
            ["retries"] = 0,
            ["timelimit"] = new JsonArray(null, null),
            ["root_id"] = id,
            ["parent_id"] = null,
            ["argsrepr"] = Shorten(task.Data),
            ["kwargsrepr"] = "{}",
            ["origin"] = s_origin,
            ["ignore_result"] = false,
            [CeleryHeaders.PublishedAt] = CeleryTime.Write(now),
        };
        if (named is null)
        {
            headers[CeleryHeaders.AnyHandler] = true;
        }

        if (task.OrderingKey.Length > 0)
        {
            headers[CeleryHeaders.OrderingKey] = task.OrderingKey;
        }

        foreach (var (name, value) in task.Attributes)
        {
            if (CeleryHeaders.Reserved.Contains(name))
            {
                throw new LabException($"The attribute '{name}' cannot be carried: Celery has a header of that name. Choose another name.");
            }

            if (!name.StartsWith("celery_", StringComparison.Ordinal))
            {
                headers[name] = value;
            }
        }

        return new CeleryMessage
        {
            Headers = headers, Body = BodyOf(task.Data), CorrelationId = id, Priority = PriorityOf(task),
            Expiration = expires is { } end ? Math.Max(0, (long)(end - now).TotalMilliseconds).ToString(CultureInfo.InvariantCulture) : null,
        };
    }

    private static byte[] BodyOf(ReadOnlyMemory<byte> data)
    {
        using var stream = new MemoryStream(data.Length + 128);
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartArray();
            writer.WriteStartArray();
            try
            {
                writer.WriteRawValue(data.Span);
            }
            catch (Exception e) when (e is JsonException or ArgumentException)
            {
                throw new LabException("The task is not JSON, and a Celery task's arguments are. Write one JSON value, for example {\"task_id\":\"1123\"}.", e);
            }

            writer.WriteEndArray();
            writer.WriteStartObject();
            writer.WriteEndObject();
            writer.WriteStartObject();
            writer.WriteNull("callbacks");
            writer.WriteNull("errbacks");
            writer.WriteNull("chain");
            writer.WriteNull("chord");
            writer.WriteEndObject();
            writer.WriteEndArray();
        }

        return stream.ToArray();
    }

    private static string Shorten(ReadOnlyMemory<byte> data)
    {
        var text = OutsideText.Begin(data.Span, MaxRepr);
        return data.Length > MaxRepr ? $"({text}...,)" : $"({text},)";
    }

    private static string? Read(LabTask task, string attribute) =>
        task.Attributes.TryGetValue(attribute, out var value) && value.Length > 0 ? value : null;

    private static DateTimeOffset? EtaOf(LabTask task, DateTimeOffset now)
    {
        if (Read(task, CeleryHeaders.CountdownAttribute) is not { } countdown)
        {
            return MomentOf(task, CeleryHeaders.EtaAttribute, now);
        }

        return SecondsOf(countdown) is { } seconds
            ? now + seconds
            : throw new LabException($"{CeleryHeaders.CountdownAttribute} is '{countdown}'; it must be a number of seconds, for example 5.");
    }

    private static DateTimeOffset? MomentOf(LabTask task, string attribute, DateTimeOffset now)
    {
        if (Read(task, attribute) is not { } text)
        {
            return null;
        }

        if (SecondsOf(text) is { } seconds)
        {
            return now + seconds;
        }

        return IsoTime.TryParse(text, out var moment)
            ? moment
            : throw new LabException($"{attribute} is '{text}'; it must be a number of seconds or a time such as {now:yyyy-MM-ddTHH:mm:ssZ}.");
    }

    private static TimeSpan? SecondsOf(string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds < 1e9
            ? TimeSpan.FromSeconds(seconds)
            : null;

    private static int? PriorityOf(LabTask task)
    {
        if (Read(task, CeleryHeaders.PriorityAttribute) is not { } text)
        {
            return null;
        }

        return byte.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var priority)
            ? priority
            : throw new LabException($"{CeleryHeaders.PriorityAttribute} is '{text}'; it must be a whole number from 0 to 255 (on Redis 0 to 9, and 0 is the first).");
    }
}
