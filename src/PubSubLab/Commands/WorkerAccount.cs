using PubSubLab.Lab;
using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Wording;

namespace PubSubLab.Commands;

/// <summary>The results of this process's workers, for the end of <c>worker</c>. Safe to read once they have ended.</summary>
internal sealed class WorkerAccount : IJournalProjection
{
    private readonly List<(string Worker, string Detail)> _failed = [];
    private readonly List<string> _failures = [];
    private readonly HashSet<string> _unconfirmed = new(StringComparer.Ordinal);
    private long _acked;
    private long _nacked;

    /// <summary>The counts, as a sentence.</summary>
    public string Summary => $"{_acked:N0} acked, {_nacked:N0} nacked{(_unconfirmed.Count > 0 ? $", {_unconfirmed.Count:N0} not confirmed" : "")}.";

    /// <summary>Failures, a sentence each.</summary>
    public IReadOnlyList<string> Troubles =>
    [
        .. _failed.GroupBy(f => f.Detail).Select(g => $"{string.Join(", ", g.Select(f => f.Worker))} failed: {g.Key}"),
        .. _failures,
        .. _unconfirmed.Count == 0 ? (IEnumerable<string>)[] :
        [
            $"The broker did not confirm {(_unconfirmed.Count == 1 ? "the ack of 1 task" : $"the acks of {_unconfirmed.Count:N0} tasks")}. It delivers them again, unless it took an ack all the same: a handler has to bear that.",
        ],
    ];

    /// <summary>Adds what ended the work.</summary>
    public void Add(LabException failure) => _failures.Add(failure.Message);

    /// <inheritdoc/>
    public void Apply(in LabEvent e)
    {
        switch (e.Kind)
        {
            case LabEventKind.Acked when e.Message is { } message:
                // It came again, and this ack is not refused so far.
                _unconfirmed.Remove(message.Id);
                _acked++;
                break;
            case LabEventKind.AckUnconfirmed when e.Message is { } message:
                _unconfirmed.Add(message.Id);
                _acked--;
                break;
            case LabEventKind.LeaseExpired when e is { Message: { } message, Data: AnswerLost }:
                // Such a transport reports an ack only when the broker has it.
                _unconfirmed.Add(message.Id);
                break;
            case LabEventKind.Nacked:
                _nacked++;
                break;
            case LabEventKind.WorkerFailed:
                _failed.Add((e.Worker ?? "", EventWords.Of(e)));
                break;
            default:
                break;
        }
    }
}
