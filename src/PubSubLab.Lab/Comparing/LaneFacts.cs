using System.Globalization;
using PubSubLab.Lab.Journal;

namespace PubSubLab.Lab.Comparing;

/// <summary>Counts of one lane's messages. Safe to use from any thread.</summary>
public sealed class LaneFacts : IJournalProjection
{
    /// <summary>The attribute with a message's number.</summary>
    internal const string NumberAttribute = "lab_number";

    private readonly Lock _gate = new();
    private readonly SecondCounts _delivered = new();
    private readonly TimeSpan?[] _sentAt;
    private readonly bool[] _done;
    private readonly int[] _deliveries;
    private long _deliveriesOfDone;

    // In order, so that a percentile is read at once.
    private readonly List<double> _latencies = [];
    private readonly Dictionary<string, int> _lastOfKey = new(StringComparer.Ordinal);

    internal LaneFacts(int messages)
    {
        _sentAt = new TimeSpan?[messages];
        _done = new bool[messages];
        _deliveries = new int[messages];
    }

    /// <summary>Messages that the broker took.</summary>
    public int Published { get; private set; }

    /// <summary>Messages that were acknowledged.</summary>
    public int Useful { get; private set; }

    /// <summary>Deliveries to workers.</summary>
    public long Deliveries { get; private set; }

    /// <summary>Deliveries that were nacked.</summary>
    public long Nacks { get; private set; }

    /// <summary>Messages of an ordering key that were acknowledged before an earlier one of the key.</summary>
    public int OutOfOrder { get; private set; }

    /// <summary>Deliveries for each acknowledged message: 1 is calm. Those of messages that are outstanding do not count yet. Null while there is none.</summary>
    public double? DeliveriesPerUseful
    {
        get
        {
            lock (_gate)
            {
                return Useful == 0 ? null : (double)_deliveriesOfDone / Useful;
            }
        }
    }

    /// <inheritdoc/>
    public void Apply(in LabEvent e)
    {
        if (e.Message is not { } message)
        {
            return;
        }

        lock (_gate)
        {
            switch (e.Kind)
            {
                case LabEventKind.Published:
                    Published++;
                    break;
                case LabEventKind.Delivered:
                    Deliveries++;
                    _delivered.Add(e.At);
                    CountDelivery(message);
                    break;
                case LabEventKind.Nacked:
                    Nacks++;
                    break;
                case LabEventKind.Acked:
                    Count(message, e.At);
                    break;
                default:
                    break;
            }
        }
    }

    /// <summary>Deliveries a second in the last whole seconds, the oldest first.</summary>
    public IReadOnlyList<long> Rates(TimeSpan now, int seconds)
    {
        lock (_gate)
        {
            return _delivered.Read(now, seconds);
        }
    }

    /// <summary>The time from publish to acknowledgement that a share of the messages did not pass, in ms; null while there is none.</summary>
    public double? Latency(double percent)
    {
        lock (_gate)
        {
            var count = _latencies.Count;
            return count == 0 ? null : _latencies[(int)Math.Clamp(Math.Ceiling(percent / 100 * count) - 1, 0, count - 1)];
        }
    }

    /// <summary>A message is about to be published: its latency counts from here.</summary>
    internal void Sending(int number, TimeSpan at)
    {
        lock (_gate)
        {
            _sentAt[number] = at;
        }
    }

    /// <summary>The number that the lane gave the message; null for one that is not the lane's.</summary>
    private int? NumberOf(LabMessage message) =>
        message.Attributes.TryGetValue(NumberAttribute, out var text) && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number < _done.Length ? number : null;

    private void CountDelivery(LabMessage message)
    {
        if (NumberOf(message) is { } number)
        {
            _deliveries[number]++;
            _deliveriesOfDone += _done[number] ? 1 : 0;
        }
    }

    private void Count(LabMessage message, TimeSpan at)
    {
        if (NumberOf(message) is not { } number || _done[number])
        {
            return;
        }

        _done[number] = true;
        _deliveriesOfDone += _deliveries[number];
        Useful++;
        if (_sentAt[number] is { } sent)
        {
            var latency = (at - sent).TotalMilliseconds;
            var place = _latencies.BinarySearch(latency);
            _latencies.Insert(place < 0 ? ~place : place, latency);
        }

        if (message.OrderingKey is { Length: > 0 } key)
        {
            var last = _lastOfKey.GetValueOrDefault(key, -1);
            OutOfOrder += number < last ? 1 : 0;
            _lastOfKey[key] = Math.Max(last, number);
        }
    }
}
