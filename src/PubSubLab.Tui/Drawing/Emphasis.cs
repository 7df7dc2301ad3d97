namespace PubSubLab.Tui.Drawing;

/// <summary>The weight of a text while a message is followed.</summary>
internal enum Emphasis
{
    /// <summary>No message is followed.</summary>
    None,

    /// <summary>It is about the followed message: reverse video.</summary>
    Followed,

    /// <summary>It is about something else: dim.</summary>
    Dimmed,
}
