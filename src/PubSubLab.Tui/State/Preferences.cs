namespace PubSubLab.Tui.State;

/// <summary>Choices of the person that are kept until the next start, beside theme and keys.</summary>
internal sealed class Preferences
{
    /// <summary>The format of times in the log.</summary>
    public TimeFormat TimeFormat { get; set; }

    /// <summary>Whether the terminal is at the other end of a network, where every step of a picture costs.</summary>
    public bool SlowLine { get; set; }

    /// <summary>Whether the lab takes mouse events; otherwise the terminal keeps them.</summary>
    public bool MouseOn { get; set; } = true;
}
