using PubSubLab.Tui.Experiments;
using PubSubLab.Tui.Publishing;
using PubSubLab.Tui.State;
using PubSubLab.Tui.Theming;

namespace PubSubLab.Tui.Settings;

/// <summary>The content of the settings file.</summary>
internal sealed record Remembered
{
    /// <summary>The publisher form's values; null for the defaults.</summary>
    public PublishForm? Form { get; init; }

    /// <summary>The saved tasks, the newest first.</summary>
    public IReadOnlyList<SavedTask> Tasks { get; init; } = [];

    public ThemeName? Theme { get; init; }

    public TimeFormat TimeFormat { get; init; }

    public bool? Mouse { get; init; }

    /// <summary>The log's filters that were used, the newest last; the next / recalls it.</summary>
    public IReadOnlyList<string> Filters { get; init; } = [];

    public KeptLayout Layout { get; init; } = new();

    /// <summary>Predictions in the course and their outcomes, by the question's name.</summary>
    public Dictionary<string, KeptPrediction> Course { get; init; } = [];

    /// <summary>Other keys for commands, by the command's id; edited by hand, kept as it is.</summary>
    public Dictionary<string, string[]> Keys { get; init; } = [];
}
