namespace PubSubLab.Tui.Theming;

/// <summary>What a piece of text is, so that a theme can say how it looks.</summary>
internal enum Role
{
    Normal,
    Dim,
    Strong,
    Accent,
    Good,
    Warning,
    Bad,
    Info,
    Frame,
    FocusedFrame,
    Title,
    FocusedTitle,
    Bar,
    BarAccent,
    BarWarning,
    BarKey,
    BarDim,
    Field,
    FocusedField,
    Button,
    FocusedButton,
}
