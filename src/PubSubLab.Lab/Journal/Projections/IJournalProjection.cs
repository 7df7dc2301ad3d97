namespace PubSubLab.Lab.Journal;

/// <summary>A fold over the journal, kept as events come.</summary>
public interface IJournalProjection
{
    /// <summary>Takes the next event. Called in order, one at a time, under the journal's lock: quick, and never calling back.</summary>
    void Apply(in LabEvent e);
}
