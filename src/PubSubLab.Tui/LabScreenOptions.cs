using PubSubLab.Lab.Experiments;
using PubSubLab.Lab.Handlers.Loading;
using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Recordings;
using PubSubLab.Tui.Theming;

namespace PubSubLab.Tui;

/// <summary>Options of the screen.</summary>
public sealed record LabScreenOptions
{
    /// <summary>The theme. Default: monochrome where <c>NO_COLOR</c> is set, else the remembered one, else dark.</summary>
    public ThemeName? Theme { get; init; }

    /// <summary>Experiments of the person's own, listed after the lab's. Default: none.</summary>
    public IReadOnlyList<IExperiment> Experiments { get; init; } = [];

    /// <summary>The backends that an experiment may compare. Default: null, the open one alone.</summary>
    public BackendComparison? Backends { get; init; }

    /// <summary>The first reading of a person's own handlers; the screen says what came of it. Default: null, there are none to read.</summary>
    public Task<HandlerLoad>? Handlers { get; init; }

    /// <summary>The recorder of what happens; the header says that it records, and that it stopped. Default: null, nothing is recorded.</summary>
    public JournalRecorder? Recorder { get; init; }

    /// <summary>Whether the demo begins when the lab is open. Default: false.</summary>
    public bool Demo { get; init; }

    /// <summary>Whether it opens in the presenter's mode. Default: false.</summary>
    public bool Present { get; init; }

    /// <summary>Whether the mouse is the lab's. Default: true.</summary>
    public bool Mouse { get; init; } = true;

    /// <summary>
    /// What is left to do until the lab is open. The screen shows itself meanwhile; where it fails, the screen closes and the error is the
    /// caller's. It is cancelled when the screen ends before. Default: nothing.
    /// </summary>
    public Func<CancellationToken, Task> Opening { get; init; } = _ => Task.CompletedTask;

    /// <summary>Where a report of an unexpected error goes. Default: <c>pubsublab/logs</c> in the user's folder for application data.</summary>
    public string LogDirectory { get; init; } = Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "pubsublab", "logs");

    /// <summary>
    /// Where the screen remembers form, theme, filter and keys from one time to the next; null for nowhere (<c>--no-config</c>).
    /// Default: <c>pubsublab/screen.json</c> in the user's configuration folder.
    /// </summary>
    public string? ConfigFile { get; init; } = Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData, Environment.SpecialFolderOption.DoNotVerify), "pubsublab", "screen.json");
}
