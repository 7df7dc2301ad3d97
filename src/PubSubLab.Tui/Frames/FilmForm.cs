namespace PubSubLab.Tui.Frames;

/// <summary>The form of a moving picture.</summary>
public enum FilmForm
{
    /// <summary>A moving SVG, which a README can show.</summary>
    Svg,

    /// <summary>An asciinema cast of version 2.</summary>
    Cast,

    /// <summary>One HTML file that plays by itself.</summary>
    Html,
}
