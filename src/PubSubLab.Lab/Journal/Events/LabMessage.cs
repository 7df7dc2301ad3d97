using System.Buffers;
using System.Globalization;
using System.Text;
using PubSubLab.Handlers;

namespace PubSubLab.Lab.Journal;

/// <summary>A message that the journal knows, shared by all events about it.</summary>
public sealed class LabMessage
{
    /// <summary>Limit of a stored body for the screen: 64 KiB. The message itself is unchanged.</summary>
    public const int KeptBytes = 64 * 1024;

    // A message is small, because hundreds of thousands are kept: an id that is a number is kept as one, the text is made when it is asked for,
    // and what few messages have is kept apart.
    private readonly long _idNumber;
    private Rare? _rare;
    private string? _mostlyFrom;
    private TimeSpan _publishedAt = TimeSpan.MinValue;

    internal LabMessage(long number, string id, string topic, int length, IReadOnlyDictionary<string, string> attributes, string orderingKey)
    {
        Number = number;
        var asNumber = MessageTable.NumberOf(id);
        _idNumber = asNumber ?? 0;
        if (asNumber is null || orderingKey.Length > 0)
        {
            _rare = new Rare { Id = asNumber is null ? id : null, OrderingKey = orderingKey };
        }

        Topic = topic;
        Length = length;
        Attributes = attributes;
    }

    /// <summary>The lab's own number, in the order in which messages were first seen: <c>#12</c>.</summary>
    public long Number { get; }

    /// <summary>The broker's message id.</summary>
    public string Id => _rare?.Id ?? _idNumber.ToString(CultureInfo.InvariantCulture);

    /// <summary>The topic's id; empty where it is not known, as for a message of another program on a backend without broker events.</summary>
    public string Topic { get; internal set; }

    /// <summary>The attributes.</summary>
    public IReadOnlyDictionary<string, string> Attributes { get; }

    /// <summary>The ordering key; empty for none.</summary>
    public string OrderingKey => _rare?.OrderingKey ?? "";

    /// <summary>The body's length in bytes.</summary>
    public int Length { get; }

    /// <summary>The body, or its first <see cref="KeptBytes"/>.</summary>
    public required ReadOnlyMemory<byte> Data { get; init; }

    /// <summary>The kept body as text.</summary>
    public string Text => Encoding.UTF8.GetString(Data.Span);

    /// <summary>Whether the kept body holds a text, upper and lower case taken as the same. It makes no string, so that many can be searched.</summary>
    public bool Contains(string text)
    {
        var chars = ArrayPool<char>.Shared.Rent(Encoding.UTF8.GetMaxCharCount(Data.Length));
        try
        {
            var count = Encoding.UTF8.GetChars(Data.Span, chars);
            return chars.AsSpan(0, count).Contains(text, StringComparison.OrdinalIgnoreCase);
        }
        finally
        {
            ArrayPool<char>.Shared.Return(chars);
        }
    }

    /// <summary>The user it is for; null for anybody.</summary>
    public string? UserId => Attributes.TryGetValue(LabTask.UserIdAttribute, out var id) ? id : null;

    /// <summary>When it was published, on the journal's clock; null before that is known.</summary>
    public TimeSpan? PublishedAt
    {
        get => _publishedAt == TimeSpan.MinValue ? null : _publishedAt;
        internal set => _publishedAt = value ?? TimeSpan.MinValue;
    }

    /// <summary>Whether it was published in an earlier run of the lab.</summary>
    public bool IsEarlier => _publishedAt < TimeSpan.Zero && PublishedAt is not null;

    /// <summary>Deliveries so far, over all subscriptions.</summary>
    public int Deliveries { get; private set; }

    /// <summary>Acknowledgements so far, over all subscriptions.</summary>
    public int Acks { get; private set; }

    /// <summary>Acknowledgements that held so far: the message has not come again on their subscription since.</summary>
    internal int StandingAcks { get; private set; }

    /// <summary>Acknowledgements in this run of the lab.</summary>
    internal int AcksOfThisRun => Acks - (_rare?.EarlierAcks ?? 0);

    /// <summary>Nacks so far, over all subscriptions.</summary>
    public int Nacks { get; internal set; }

    /// <summary>Number of moves to a dead-letter topic.</summary>
    public int DeadLetters { get; internal set; }

    /// <summary>Whether a filter let it pass by, and nobody has got it since.</summary>
    internal bool IsPassedBy { get; private set; }

    /// <summary>A filter let it pass by.</summary>
    /// <returns>Whether none had before.</returns>
    internal bool PassBy() => !IsPassedBy && (IsPassedBy = true);

    /// <summary>Somebody got it.</summary>
    /// <returns>Whether it was passed by until then.</returns>
    internal bool TakeUp() => IsPassedBy && !(IsPassedBy = false);

    /// <summary>Counts a delivery.</summary>
    /// <returns>The number of deliveries on this subscription: the attempt, if the broker does not count.</returns>
    internal int CountDelivery(string? subscription)
    {
        // Nearly every message has one subscription; only for the others is a table made.
        if (Deliveries++ == 0)
        {
            _mostlyFrom = subscription;
        }

        if (_rare?.From is null && _mostlyFrom == subscription)
        {
            return Deliveries;
        }

        _rare ??= new Rare();
        _rare.Acked ??= new Dictionary<string, int>(StringComparer.Ordinal) { [_mostlyFrom ?? ""] = StandingAcks };
        var from = _rare.From ??= new Dictionary<string, int>(StringComparer.Ordinal) { [_mostlyFrom ?? ""] = Deliveries - 1 };
        return from[subscription ?? ""] = from.GetValueOrDefault(subscription ?? "") + 1;
    }

    /// <summary>Counts an acknowledgement.</summary>
    internal void CountAck(string? subscription)
    {
        Acks++;
        StandingAcks++;
        if (_rare?.Acked is { } acked)
        {
            acked[subscription ?? ""] = acked.GetValueOrDefault(subscription ?? "") + 1;
        }
    }

    /// <summary>An acknowledgement did not reach the broker, as its worker knows.</summary>
    internal void RevokeAck(string? subscription)
    {
        if (Acks > 0)
        {
            Acks--;
            _ = TakeBackAcks(subscription, 1);
        }
    }

    /// <summary>All that was counted so far happened in earlier runs.</summary>
    internal void EndEarlier() => (_rare ??= new Rare()).EarlierAcks = Acks;

    /// <summary>Whether the event about it that is being told has shown that an acknowledgement did not hold.</summary>
    internal bool IsBack { get; private set; }

    /// <summary>The message is outstanding or waits on a subscription, whose acknowledgements were lost, late, or sought back.</summary>
    internal void ComeBack(string? subscription) => IsBack = TakeBackAcks(subscription, int.MaxValue);

    private bool TakeBackAcks(string? subscription, int most)
    {
        var acked = _rare?.Acked;
        var there = acked is not null ? acked.GetValueOrDefault(subscription ?? "") : subscription == _mostlyFrom ? StandingAcks : 0;
        var taken = Math.Min(there, most);
        StandingAcks -= taken;
        if (acked is not null)
        {
            acked[subscription ?? ""] = there - taken;
        }

        return taken > 0;
    }

    /// <summary>Counts an event about it.</summary>
    internal void Count(LabEventKind kind, string? subscription, EventData? data)
    {
        switch (kind)
        {
            case LabEventKind.Acked: CountAck(subscription); break;
            case LabEventKind.AckUnconfirmed: RevokeAck(subscription); break;
            // The broker lets no lease end, and delivers nothing, whose acknowledgement it has. A worker that answers late knows nothing of others.
            case LabEventKind.Delivered: ComeBack(subscription); break;
            case LabEventKind.LeaseExpired when data is not AnswerLost: ComeBack(subscription); break;
            case LabEventKind.Nacked: Nacks++; break;
            case LabEventKind.DeadLettered: DeadLetters++; break;
            default: break;
        }
    }

    internal int HashOfId => _rare?.Id?.GetHashCode(StringComparison.Ordinal) ?? _idNumber.GetHashCode();

    internal bool HasIdOf(LabMessage other) => _idNumber == other._idNumber && _rare?.Id == other._rare?.Id;

    internal bool HasId(string id) => _rare?.Id is { } text ? text == id : MessageTable.NumberOf(id) == _idNumber;

    /// <summary>Number of stored events about it; at 0 the journal forgets it.</summary>
    internal int KeptEvents { get; set; }

    /// <summary>Fields that few messages use.</summary>
    private sealed class Rare
    {
        /// <summary>An id that is not a number.</summary>
        public string? Id { get; init; }

        public string OrderingKey { get; init; } = "";

        /// <summary>Acknowledgements in earlier runs.</summary>
        public int EarlierAcks { get; set; }

        /// <summary>Deliveries by subscription, where there was more than one.</summary>
        public Dictionary<string, int>? From { get; set; }

        /// <summary>Acknowledgements that held by subscription, where there was more than one.</summary>
        public Dictionary<string, int>? Acked { get; set; }
    }
}
