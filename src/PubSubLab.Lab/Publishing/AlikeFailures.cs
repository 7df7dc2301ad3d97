using PubSubLab.Lab.Journal;

namespace PubSubLab.Lab.Publishing;

/// <summary>Tells the journal of failures of one order. Those that are alike are two lines: the first, and how many more there were.</summary>
internal sealed class AlikeFailures(LabJournal journal)
{
    private readonly Lock _gate = new();
    private (LabEventKind Kind, string Text)? _last;
    private int _more;

    /// <summary>Tells of a failure, or counts it where it is like the one before.</summary>
    public void Tell(LabEventKind kind, string text)
    {
        lock (_gate)
        {
            if (_last == (kind, text))
            {
                _more++;
                return;
            }

            TellRest();
            journal.Append(kind, data: new Reason(text));
            _last = (kind, text);
        }
    }

    /// <summary>Tells how many more there were than the one that was told.</summary>
    public void TellMore()
    {
        lock (_gate)
        {
            TellRest();
        }
    }

    private void TellRest()
    {
        if (_last is var (kind, text) && _more > 0)
        {
            journal.Append(kind, data: new Repeated(_more, text));
        }

        _more = 0;
    }
}
