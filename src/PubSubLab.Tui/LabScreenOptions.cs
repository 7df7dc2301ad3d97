using PubSubLab.Tui.Theming;

namespace PubSubLab.Tui;

/// <summary>How the screen opens.</summary>
public sealed record LabScreenOptions
{
    /// <summary>The theme. Default: monochrome where <c>NO_COLOR</c> is set, else dark.</summary>
    public ThemeName? Theme { get; init; }

    /// <summary>Whether the mouse is the lab's. Default: true.</summary>
    public bool Mouse { get; init; } = true;

    /// <summary>Where a report of an unexpected error goes. Default: <c>pubsublab/logs</c> in the user's folder for application data.</summary>
    public string LogDirectory { get; init; } = Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "pubsublab", "logs");
}
