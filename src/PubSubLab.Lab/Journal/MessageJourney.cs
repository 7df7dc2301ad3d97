namespace PubSubLab.Lab.Journal;

/// <summary>The events of one message, oldest first. A long journey has only its beginning and end: a message can be nacked 100,000 times.</summary>
/// <param name="Beginning">The first events that are kept, or all of them.</param>
/// <param name="LeftOut">Number of omitted events.</param>
/// <param name="End">The newest events; empty where nothing was left out.</param>
public sealed record MessageJourney(IReadOnlyList<LabEvent> Beginning, int LeftOut, IReadOnlyList<LabEvent> End)
{
    /// <summary>All events that were not left out.</summary>
    public IEnumerable<LabEvent> Events => Beginning.Concat(End);

    /// <summary>Reads it from a ring's events between two sequences.</summary>
    internal static MessageJourney Read(EventRing ring, LabMessage message, long oldest, long newest, int most)
    {
        var (beginning, end) = (new List<LabEvent>(), new List<LabEvent>());
        var whole = message.KeptEvents <= 2 * most;

        // A search mostly wants recent events, so it runs backwards.
        for (var sequence = newest; sequence >= oldest && end.Count < (whole ? message.KeptEvents : most); sequence--)
        {
            if (ReferenceEquals(ring.MessageAt(sequence), message))
            {
                end.Add(ring[sequence]);
            }
        }

        end.Reverse();
        if (whole)
        {
            return new MessageJourney(end, 0, []);
        }

        for (var sequence = oldest; beginning.Count < most; sequence++)
        {
            if (ReferenceEquals(ring.MessageAt(sequence), message))
            {
                beginning.Add(ring[sequence]);
            }
        }

        return new MessageJourney(beginning, message.KeptEvents - (2 * most), end);
    }
}
