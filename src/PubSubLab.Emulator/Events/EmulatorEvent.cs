using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace PubSubLab.Emulator;

/// <summary>Something that happened inside the emulator.</summary>
/// <param name="Kind">The kind of fault.</param>
/// <param name="Time">When, by the emulator's clock.</param>
/// <param name="Topic">Full name of the topic, where one is concerned.</param>
/// <param name="Subscription">Full name of the subscription, where one is concerned.</param>
/// <param name="MessageId">The message's id, where one is concerned.</param>
/// <param name="DeliveryAttempt">Which delivery of the message this is about, from 1; 0 where none is. Unlike on the wire it is counted without a dead-letter policy too.</param>
/// <param name="Peer">The client that caused or received it, if known.</param>
/// <param name="Message">The message, where one is concerned.</param>
/// <param name="Detail">More in words, where there is more to say.</param>
[DebuggerDisplay("{ToString(),nq}")]
public readonly record struct EmulatorEvent(
    EmulatorEventKind Kind,
    DateTimeOffset Time,
    string? Topic,
    string? Subscription,
    string? MessageId,
    int DeliveryAttempt,
    EmulatorPeer? Peer,
    PubsubMessageView? Message,
    string? Detail)
{
    /// <summary>The event in a line: <c>12:00:01.250 Delivered projects/p/subscriptions/orders, attempt 2: message 3 "hello"</c>.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"{Time:HH:mm:ss.fff} {Kind} {Subscription ?? Topic}"));
        if (DeliveryAttempt > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $", attempt {DeliveryAttempt}");
        }

        if (Peer is { } peer)
        {
            text.Append(CultureInfo.InvariantCulture, $", client {peer.WorkerName ?? peer.Address}");
        }

        if ((Message?.ToString() ?? (MessageId is null ? null : $"message {MessageId}")) is { } message)
        {
            text.Append(": ").Append(message);
        }

        return Detail is null ? text.ToString() : $"{text} ({Detail})";
    }
}
