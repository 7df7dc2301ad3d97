namespace PubSubLab.Lab.Journal;

/// <summary>An event as a file has it.</summary>
/// <param name="Time">When it happened.</param>
/// <param name="Kind">The kind of event.</param>
/// <param name="Message">The message; null for a worker's event.</param>
/// <param name="Worker">The worker.</param>
/// <param name="Subscription">The subscription.</param>
/// <param name="Attempt">The attempt; 0 where it is not known.</param>
/// <param name="Data">Why, or how long.</param>
public sealed record RecordedEvent(DateTimeOffset Time, LabEventKind Kind, MessageFacts? Message, string? Worker, string? Subscription, int Attempt, EventData? Data)
{
    /// <summary>The message's number in the lab that wrote the file; null where it is not known.</summary>
    public long? Number { get; init; }

    /// <summary>Lets it happen again in a journal.</summary>
    public void AppendTo(LabJournal journal)
    {
        if (Message is { } facts)
        {
            journal.Append(Kind, facts, Worker, Subscription, Attempt, Data);
        }
        else
        {
            journal.Append(Kind, Worker, Subscription, Data);
        }
    }
}
