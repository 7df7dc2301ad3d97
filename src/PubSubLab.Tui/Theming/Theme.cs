namespace PubSubLab.Tui.Theming;

/// <summary>The looks of every role.</summary>
internal sealed class Theme
{
    private readonly Attribute[] _byRole = new Attribute[Enum.GetValues<Role>().Length];
    private readonly Attribute _selected;

    private Theme(ThemeName name, Attribute selected, params (Role Role, Attribute Look)[] looks)
    {
        Name = name;
        _selected = selected;
        foreach (var (role, look) in looks)
        {
            _byRole[(int)role] = look;
        }

        Scheme = new Scheme(this[Role.Normal])
        {
            Focus = this[Role.Normal],
            Editable = this[Role.Field],
            Active = Selected(Role.Normal),
            Highlight = Selected(Role.Normal),
            ReadOnly = this[Role.Dim],
            Disabled = this[Role.Dim],
        };
        FieldScheme = SchemeOf(this[Role.Field]);
        FocusedFieldScheme = SchemeOf(this[Role.FocusedField]);
    }

    public ThemeName Name { get; }

    /// <summary>For views that draw themselves.</summary>
    public Scheme Scheme { get; }

    /// <summary>For a text field without the focus.</summary>
    public Scheme FieldScheme { get; }

    /// <summary>For the text field that is typed into.</summary>
    public Scheme FocusedFieldScheme { get; }

    public Attribute this[Role role] => _byRole[(int)role];

    /// <summary>A role as it looks in the selected line: its own colour on the selection's ground.</summary>
    public Attribute Selected(Role role) => Name is ThemeName.Monochrome or ThemeName.HighContrast
        ? _selected
        : this[role] with { Background = _selected.Background, Style = this[role].Style & ~TextStyle.Faint };

    /// <summary>A role in reverse video, bold so that it also differs from a selected line that is reversed.</summary>
    public Attribute Reversed(Role role)
    {
        var look = this[role];
        return look.Foreground == Color.None || look.Background == Color.None
            ? look with { Style = TextStyle.Reverse | TextStyle.Bold }
            : new Attribute(look.Background, look.Foreground, TextStyle.Bold);
    }

    public static Theme Of(ThemeName name) => name switch
    {
        ThemeName.Light => Light,
        ThemeName.HighContrast => HighContrast,
        ThemeName.Monochrome => Monochrome,
        _ => Dark,
    };

    private static Theme Dark { get; } = Coloured(
        ThemeName.Dark, ground: new(16, 20, 28), text: new(208, 214, 224), dim: new(118, 128, 146), strong: new(244, 247, 252), accent: new(110, 168, 254),
        good: new(126, 200, 128), warning: new(232, 184, 96), bad: new(244, 112, 112), info: new(188, 148, 240), frame: new(62, 72, 90),
        bar: new(28, 35, 48), field: new(34, 42, 56), focused: new(48, 62, 88), selection: new(42, 54, 78));

    private static Theme Light { get; } = Coloured(
        ThemeName.Light, ground: new(252, 252, 250), text: new(40, 44, 52), dim: new(108, 114, 124), strong: new(0, 0, 0), accent: new(24, 92, 190),
        good: new(28, 118, 52), warning: new(150, 92, 0), bad: new(186, 26, 38), info: new(118, 56, 176), frame: new(178, 184, 194),
        bar: new(232, 236, 242), field: new(236, 239, 244), focused: new(214, 228, 250), selection: new(218, 230, 248));

    private static Theme HighContrast { get; } = Plain(
        ThemeName.HighContrast, new Color(255, 255, 255), new Color(0, 0, 0), new Attribute(new Color(0, 0, 0), new Color(255, 255, 0)),
        accent: new Color(0, 255, 255), good: new Color(0, 255, 0), warning: new Color(255, 255, 0), bad: new Color(255, 96, 96), dimStyle: TextStyle.None);

    private static Theme Monochrome { get; } = Plain(
        ThemeName.Monochrome, Color.None, Color.None, new Attribute(Color.None, Color.None, TextStyle.Reverse),
        Color.None, Color.None, Color.None, Color.None, TextStyle.Faint);

    private static Theme Coloured(
        ThemeName name, Color ground, Color text, Color dim, Color strong, Color accent, Color good, Color warning, Color bad, Color info, Color frame,
        Color bar, Color field, Color focused, Color selection) => new(
        name,
        new Attribute(strong, selection),
        (Role.Normal, new(text, ground)),
        (Role.Dim, new(dim, ground)),
        (Role.Strong, new(strong, ground, TextStyle.Bold)),
        (Role.Accent, new(accent, ground)),
        (Role.Good, new(good, ground)),
        (Role.Warning, new(warning, ground)),
        (Role.Bad, new(bad, ground)),
        (Role.Info, new(info, ground)),
        (Role.Frame, new(frame, ground)),
        (Role.FocusedFrame, new(accent, ground)),
        (Role.Title, new(dim, ground)),
        (Role.FocusedTitle, new(strong, ground, TextStyle.Bold)),
        (Role.Bar, new(text, bar)),
        (Role.BarAccent, new(accent, bar, TextStyle.Bold)),
        (Role.BarWarning, new(ground, warning, TextStyle.Bold)),
        (Role.BarKey, new(strong, bar, TextStyle.Bold)),
        (Role.BarDim, new(dim, bar)),
        (Role.Field, new(text, field)),
        (Role.FocusedField, new(strong, focused)),
        (Role.Button, new(text, field)),
        (Role.FocusedButton, new(ground, accent, TextStyle.Bold)),
        (Role.JsonKey, new(accent, field)),
        (Role.JsonText, new(good, field)),
        (Role.JsonNumber, new(info, field)),
        (Role.JsonWord, new(warning, field)),
        (Role.JsonMark, new(text, field)),
        (Role.Placeholder, new(strong, focused, TextStyle.Bold)),
        (Role.Mistake, new(bad, field, TextStyle.Underline | TextStyle.Bold)),
        (Role.Selection, new(ground, accent)));

    private static Theme Plain(
        ThemeName name, Color text, Color ground, Attribute selected, Color accent, Color good, Color warning, Color bad, TextStyle dimStyle) => new(
        name,
        selected,
        (Role.Normal, new(text, ground)),
        (Role.Dim, new(text, ground, dimStyle)),
        (Role.Strong, new(text, ground, TextStyle.Bold)),
        (Role.Accent, new(accent, ground, TextStyle.Bold)),
        (Role.Good, new(good, ground)),
        (Role.Warning, new(warning, ground, TextStyle.Bold)),
        (Role.Bad, new(bad, ground, TextStyle.Bold)),
        (Role.Info, new(accent, ground)),
        (Role.Frame, new(text, ground, dimStyle)),
        (Role.FocusedFrame, new(accent, ground, TextStyle.Bold)),
        (Role.Title, new(text, ground, dimStyle)),
        (Role.FocusedTitle, new(text, ground, TextStyle.Bold)),
        (Role.Bar, new(text, ground, TextStyle.Reverse)),
        (Role.BarAccent, new(text, ground, TextStyle.Reverse | TextStyle.Bold)),
        (Role.BarWarning, new(text, ground, TextStyle.Bold | TextStyle.Underline)),
        (Role.BarKey, new(text, ground, TextStyle.Reverse | TextStyle.Bold)),
        (Role.BarDim, new(text, ground, TextStyle.Reverse)),
        (Role.Field, new(text, ground, TextStyle.Underline)),
        (Role.FocusedField, selected),
        (Role.Button, new(text, ground)),
        (Role.FocusedButton, selected with { Style = selected.Style | TextStyle.Bold }),
        (Role.JsonKey, new(accent, ground, TextStyle.Bold)),
        (Role.JsonText, new(good, ground)),
        (Role.JsonNumber, new(text, ground)),
        (Role.JsonWord, new(text, ground)),
        (Role.JsonMark, new(text, ground, dimStyle)),
        (Role.Placeholder, new(warning, ground, TextStyle.Bold)),
        (Role.Mistake, new(bad, ground, TextStyle.Bold | TextStyle.Underline)),
        (Role.Selection, selected));

    // A text field has no look of its own for "being typed into": every role it asks for gets the same, except the selection.
    private Scheme SchemeOf(Attribute look) => new(look)
    {
        Focus = look,
        Editable = look,
        Active = look with { Style = look.Style ^ TextStyle.Reverse },
        Highlight = look,
        ReadOnly = look,
        Disabled = this[Role.Dim],
    };
}
