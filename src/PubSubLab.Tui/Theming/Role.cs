namespace PubSubLab.Tui.Theming;

/// <summary>The role of a text, which a theme maps to a look.</summary>
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
