namespace PubSubLab.Tui.Theming;

/// <summary>The themes. Colour is never the only sign.</summary>
public enum ThemeName
{
    /// <summary>Light on dark.</summary>
    Dark,

    /// <summary>Dark on light.</summary>
    Light,

    /// <summary>Pure colours on black.</summary>
    HighContrast,

    /// <summary>The terminal's own two colours; emphasis by bold, underline and reverse. Taken where <c>NO_COLOR</c> is set.</summary>
    Monochrome,
}
