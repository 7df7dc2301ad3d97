using System.Text;
using PubSubLab.Lab;

namespace PubSubLab.Transports.Celery;

/// <summary>Rules for the name of a queue or an exchange on both brokers.</summary>
internal static class QueueName
{
    /// <summary>The longest name, in bytes: a short string of AMQP 0-9-1 (section 4.2.5.3).</summary>
    public const int MaxBytes = 255;

    /// <summary>Passes, or says what is wrong.</summary>
    /// <exception cref="LabException">The name cannot be used.</exception>
    public static string Check(string name)
    {
        if (name.Length == 0)
        {
            throw new LabException("A queue has no name. Give it one of 1 to 255 bytes, for example lab-tasks-sub.");
        }

        if (Encoding.UTF8.GetByteCount(name) is var bytes and > MaxBytes)
        {
            throw new LabException($"The queue name '{OutsideText.Begin(name, 20)}…' has {bytes} bytes; a queue's name has at most {MaxBytes}. Choose a shorter one.");
        }

        if (name.Any(char.IsControl))
        {
            throw new LabException($"The queue name '{new string([.. name.Select(c => char.IsControl(c) ? '\uFFFD' : c)])}' has a control character. Choose one of letters, digits, '-', '_' and '.'.");
        }

        return name.StartsWith("amq.", StringComparison.Ordinal)
            ? throw new LabException($"The queue name '{name}' starts with 'amq.', which RabbitMQ keeps for itself. Choose another name.")
            : name;
    }
}
