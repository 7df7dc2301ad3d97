namespace PubSubLab.Tui.State;

/// <summary>Counts the changes that the journal does not record, so that views know when to draw.</summary>
internal sealed class Revision
{
    public int Number { get; private set; }

    /// <summary>Number of looks at the lab, a few a second. Between two of them the screen shows one moment.</summary>
    public int Look { get; private set; }

    public void Advance() => Number++;

    /// <summary>Begins the next look.</summary>
    public void LookAgain() => Look++;
}
