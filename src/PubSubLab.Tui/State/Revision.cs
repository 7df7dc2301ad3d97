namespace PubSubLab.Tui.State;

/// <summary>Counts the changes that the journal does not record, so that views know when to draw.</summary>
internal sealed class Revision
{
    public int Number { get; private set; }

    public void Advance() => Number++;
}
