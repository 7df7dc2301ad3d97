using HdrHistogram;

namespace PubSubLab.Lab.Journal;

/// <summary>Counts over everything that happened, since the journal was opened.</summary>
public sealed class JournalTotals : IJournalProjection
{
    private readonly Lock _gate = new();
    private readonly LongHistogram _latency;
    private TotalsSnapshot _totals = new();

    /// <summary>Nothing counted yet.</summary>
    public JournalTotals()
        : this(new LongHistogram(1, (long)TimeSpan.FromHours(1).TotalMicroseconds, 3))
    {
    }

    private JournalTotals(LongHistogram latency) => _latency = latency;

    /// <inheritdoc/>
    public void Apply(in LabEvent e)
    {
        lock (_gate)
        {
            _totals = e.Kind switch
            {
                LabEventKind.Published => _totals with { Published = _totals.Published + 1 },
                LabEventKind.PublishUnknown => _totals with { PublishUnknown = _totals.PublishUnknown + TimesOf(e) },
                LabEventKind.PublishFailed => _totals with { PublishFailed = _totals.PublishFailed + TimesOf(e) },
                LabEventKind.FilteredOut => _totals with { FilteredOut = _totals.FilteredOut + 1 },
                LabEventKind.Delivered => _totals with { Delivered = _totals.Delivered + 1 },
                LabEventKind.Acked => _totals with { Acked = _totals.Acked + 1 },
                LabEventKind.AckUnconfirmed => _totals with { Acked = _totals.Acked - 1, AckUnconfirmed = _totals.AckUnconfirmed + 1 },
                LabEventKind.Nacked => _totals with { Nacked = _totals.Nacked + 1 },
                LabEventKind.LeaseExtended => _totals with { LeasesExtended = _totals.LeasesExtended + 1 },
                LabEventKind.LeaseExpired => _totals with { LeasesExpired = _totals.LeasesExpired + 1 },
                LabEventKind.DeadLettered => _totals with { DeadLettered = _totals.DeadLettered + 1 },
                LabEventKind.Error or LabEventKind.WorkerFailed => _totals with { Errors = _totals.Errors + 1 },
                _ => _totals,
            };

            // The time during which no lab was open is no latency.
            if (e is { Kind: LabEventKind.Acked, Message: { IsEarlier: false, PublishedAt: { } published } })
            {
                _latency.RecordValue(Math.Clamp((long)(e.At - published).TotalMicroseconds, 1, _latency.HighestTrackableValue));
            }
        }
    }

    internal JournalTotals Copy()
    {
        lock (_gate)
        {
            return new JournalTotals((LongHistogram)_latency.Copy()) { _totals = _totals };
        }
    }

    /// <summary>The counts now.</summary>
    public TotalsSnapshot Read()
    {
        lock (_gate)
        {
            return _totals;
        }
    }

    /// <summary>Time from published to acknowledged at a percentile (50, 99, 100); null before the first ack.</summary>
    public TimeSpan? LatencyAt(double percentile)
    {
        lock (_gate)
        {
            return _latency.TotalCount == 0 ? null : TimeSpan.FromMicroseconds(_latency.GetValueAtPercentile(percentile));
        }
    }

    private static int TimesOf(in LabEvent e) => e.Data is Repeated again ? again.Times : 1;
}
