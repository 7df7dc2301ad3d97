namespace PubSubLab.Lab.Journal;

/// <summary>Messages published, and messages answered (acked or nacked: a storm of nacks is work too), a second, for the last minute.</summary>
public sealed class MessageRates : IJournalProjection
{
    private readonly Lock _gate = new();
    private readonly SecondCounts _published;
    private readonly SecondCounts _answered;

    /// <summary>Nothing counted yet.</summary>
    public MessageRates()
        : this(new SecondCounts(), new SecondCounts())
    {
    }

    private MessageRates(SecondCounts published, SecondCounts answered) => (_published, _answered) = (published, answered);

    /// <inheritdoc/>
    public void Apply(in LabEvent e)
    {
        if (e.Kind is not (LabEventKind.Published or LabEventKind.Acked or LabEventKind.Nacked))
        {
            return;
        }

        lock (_gate)
        {
            (e.Kind == LabEventKind.Published ? _published : _answered).Add(e.At);
        }
    }

    internal MessageRates Copy()
    {
        lock (_gate)
        {
            return new MessageRates(_published.Copy(), _answered.Copy());
        }
    }

    /// <summary>What was published in the last whole seconds before <paramref name="now"/>, oldest first; the second that runs is left out.</summary>
    public IReadOnlyList<long> Published(TimeSpan now, int seconds)
    {
        lock (_gate)
        {
            return _published.Read(now, seconds);
        }
    }

    /// <summary>What was acked or nacked in the last whole seconds before <paramref name="now"/>, oldest first; the second that runs is left out.</summary>
    public IReadOnlyList<long> Answered(TimeSpan now, int seconds)
    {
        lock (_gate)
        {
            return _answered.Read(now, seconds);
        }
    }
}
