namespace PubSubLab.Lab.Journal;

/// <summary>Messages answered per second, acked or nacked, for the last minute: the header's sparkline. A storm of nacks is work too.</summary>
public sealed class MessageRates : IJournalProjection
{
    /// <summary>How many seconds are kept.</summary>
    public const int Seconds = 60;

    private readonly Lock _gate = new();
    private readonly long[] _perSecond;
    private long _second;

    /// <summary>Nothing counted yet.</summary>
    public MessageRates()
        : this(new long[Seconds])
    {
    }

    private MessageRates(long[] perSecond) => _perSecond = perSecond;

    /// <inheritdoc/>
    public void Apply(in LabEvent e)
    {
        if (e.Kind is not (LabEventKind.Acked or LabEventKind.Nacked))
        {
            return;
        }

        lock (_gate)
        {
            MoveTo((long)e.At.TotalSeconds);
            _perSecond[_second % Seconds]++;
        }
    }

    internal MessageRates Copy()
    {
        lock (_gate)
        {
            return new MessageRates([.. _perSecond]) { _second = _second };
        }
    }

    /// <summary>The counts of the last <paramref name="count"/> whole seconds before <paramref name="now"/>, oldest first; the second that runs is left out.</summary>
    public IReadOnlyList<long> Read(TimeSpan now, int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(count, Seconds);
        lock (_gate)
        {
            MoveTo((long)now.TotalSeconds);
            var rates = new long[count];
            for (var i = 0; i < count; i++)
            {
                var second = _second - count + i;
                rates[i] = second < 0 ? 0 : _perSecond[second % Seconds];
            }

            return rates;
        }
    }

    private void MoveTo(long second)
    {
        if (second - _second >= Seconds)
        {
            Array.Clear(_perSecond);
            _second = second;
        }

        while (_second < second)
        {
            _second++;
            _perSecond[_second % Seconds] = 0;
        }
    }
}
