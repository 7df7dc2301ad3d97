using System.Text;
using PubSubLab.Handlers;

namespace PubSubLab.Lab.Publishing;

/// <summary>Pub/Sub's limits for one message (Pub/Sub docs, Quotas and limits, Resource limits), checked before anything is sent.</summary>
public static class MessageLimits
{
    /// <summary>The largest message, in bytes.</summary>
    public const int MaxMessageBytes = 10_000_000;

    /// <summary>The most attributes.</summary>
    public const int MaxAttributes = 100;

    /// <summary>The longest attribute name, in bytes.</summary>
    public const int MaxKeyBytes = 256;

    /// <summary>The longest attribute value, in bytes.</summary>
    public const int MaxValueBytes = 1_024;

    /// <summary>The longest ordering key, in bytes.</summary>
    public const int MaxOrderingKeyBytes = 1_024;

    /// <summary>Passes, or says what is wrong.</summary>
    /// <exception cref="LabException">A limit is passed; the message names it.</exception>
    public static void Check(LabTask task)
    {
        if (task.Attributes.Count > MaxAttributes)
        {
            throw new LabException($"The task has {task.Attributes.Count} attributes; Pub/Sub takes at most {MaxAttributes}. Put the rest into the JSON.");
        }

        foreach (var (key, value) in task.Attributes)
        {
            CheckAttribute(key, value);
        }

        if (Encoding.UTF8.GetByteCount(task.OrderingKey) is var keyBytes and > MaxOrderingKeyBytes)
        {
            throw new LabException($"The ordering key has {keyBytes:N0} bytes; Pub/Sub takes at most {MaxOrderingKeyBytes:N0}.");
        }

        var size = task.Data.Length + task.Attributes.Sum(a => Encoding.UTF8.GetByteCount(a.Key) + Encoding.UTF8.GetByteCount(a.Value));
        if (size > MaxMessageBytes)
        {
            throw new LabException(
                $"The message has {size:N0} bytes; Pub/Sub takes at most {MaxMessageBytes:N0}. Store the body elsewhere and publish a reference to it.");
        }
    }

    private static void CheckAttribute(string key, string value)
    {
        if (key.Length == 0)
        {
            throw new LabException("An attribute has no name. Write it as key=value.");
        }

        if (Encoding.UTF8.GetByteCount(key) is var keyBytes and > MaxKeyBytes)
        {
            throw new LabException($"The attribute name '{OutsideText.Begin(key, 20)}…' has {keyBytes:N0} bytes; Pub/Sub takes at most {MaxKeyBytes}.");
        }

        if (key.StartsWith("goog", StringComparison.Ordinal) && !key.StartsWith("googclient_", StringComparison.Ordinal))
        {
            throw new LabException($"The attribute name '{key}' starts with 'goog', which Pub/Sub keeps for itself. Choose another name.");
        }

        if (Encoding.UTF8.GetByteCount(value) is var valueBytes and > MaxValueBytes)
        {
            throw new LabException(
                $"The value of attribute '{key}' has {valueBytes:N0} bytes; Pub/Sub takes at most {MaxValueBytes:N0}. Put it into the JSON.");
        }
    }
}
