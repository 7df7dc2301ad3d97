namespace PubSubLab.Lab.Journal;

/// <summary>Whether the broker and each worker's stream are there, from what the transport said.</summary>
public sealed class ConnectionStates : IJournalProjection
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, TimeSpan> _lostStreams;
    private BrokerConnection _broker = new(null, null, null);
    private TimeSpan _changedAt;

    /// <summary>Everything is connected.</summary>
    public ConnectionStates()
        : this([])
    {
    }

    private ConnectionStates(Dictionary<string, TimeSpan> lostStreams) => _lostStreams = new(lostStreams, StringComparer.Ordinal);

    /// <inheritdoc/>
    public void Apply(in LabEvent e)
    {
        lock (_gate)
        {
            var changes = true;
            switch (e.Kind)
            {
                case LabEventKind.ConnectionLost when e.Worker is { } worker:
                    _lostStreams.TryAdd(worker, e.At);
                    break;
                case LabEventKind.ConnectionRestored when e.Worker is { } worker:
                    _lostStreams.Remove(worker);
                    break;
                case LabEventKind.WorkerStopped or LabEventKind.WorkerKilled or LabEventKind.WorkerFailed when e.Worker is { } worker:
                    changes = _lostStreams.Remove(worker);
                    break;
                case LabEventKind.ConnectionLost:
                    _broker = _broker with { LostAt = _broker.LostAt ?? e.At, Reason = (e.Data as BrokerSilent)?.Why };
                    break;
                case LabEventKind.ConnectionRestored:
                    _broker = _broker with { LostAt = null, Reason = null };
                    break;
                case LabEventKind.TopologyLost or LabEventKind.TopologyDeleted:
                    _broker = _broker with { Missing = (e.Data as Reason)?.Text, IsEmpty = e.Kind == LabEventKind.TopologyLost };
                    break;
                case LabEventKind.TopologyRestored:
                    _broker = _broker with { Missing = null };
                    break;
                default:
                    changes = false;
                    break;
            }

            _changedAt = changes ? e.At : _changedAt;
        }
    }

    /// <summary>The broker's state.</summary>
    public BrokerConnection Read()
    {
        lock (_gate)
        {
            return _broker;
        }
    }

    /// <summary>When a worker lost its stream; null while it has one.</summary>
    public TimeSpan? LostAt(string worker)
    {
        lock (_gate)
        {
            return _lostStreams.TryGetValue(worker, out var at) ? at : null;
        }
    }

    /// <summary>Since when everything has been connected; null while something is not.</summary>
    public TimeSpan? WholeSince()
    {
        lock (_gate)
        {
            return _broker.LostAt is null && _lostStreams.Count == 0 ? _changedAt : null;
        }
    }

    /// <summary>Since when something has been missing; null while everything is connected.</summary>
    public TimeSpan? BrokenSince()
    {
        lock (_gate)
        {
            return _broker.LostAt ?? (_lostStreams.Count > 0 ? _lostStreams.Values.Min() : null);
        }
    }

    internal ConnectionStates Copy()
    {
        lock (_gate)
        {
            return new ConnectionStates(_lostStreams) { _broker = _broker, _changedAt = _changedAt };
        }
    }
}
