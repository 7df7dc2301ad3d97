using PubSubLab.Lab.Journal;

namespace PubSubLab.Tui.Broker;

/// <summary>The last published messages, to try a filter or a transform on.</summary>
internal static class LastPublished
{
    private const int SearchedEvents = 5_000;

    /// <summary>Up to so many messages, the newest first.</summary>
    public static List<LabMessage> Read(LabJournal journal, int most)
    {
        var found = new List<LabMessage>();
        Span<LabEvent> page = new LabEvent[256];
        for (var end = journal.Appended; end > 0 && found.Count < most && end > journal.Appended - SearchedEvents; end -= page.Length)
        {
            var (_, count) = journal.Read(Math.Max(1, end - page.Length + 1), page[..(int)Math.Min(page.Length, end)]);
            for (var i = count - 1; i >= 0 && found.Count < most; i--)
            {
                if (page[i] is { Kind: LabEventKind.Published, Message: { } message })
                {
                    found.Add(message);
                }
            }
        }

        return found;
    }
}
