using System.CommandLine;
using PubSubLab.Configuration;
using PubSubLab.Lab.Handlers;

namespace PubSubLab.Commands;

/// <summary>The option <c>--handlers</c>, and the one place that builds a verb's catalogue of handlers.</summary>
internal sealed class HandlersOption
{
    private readonly Option<string[]> _files = new("--handlers")
    {
        Description = "An assembly with handlers of your own (.dll, docs/handlers.md); can be given again.", HelpName = "FILE", DefaultValueFactory = _ => [],
    };

    /// <summary>Gives a verb the option.</summary>
    public void AddTo(Command command) => command.Options.Add(_files);

    /// <summary>Whether a file was given.</summary>
    public bool IsGiven(ParseResult parsed) => parsed.GetValue(_files) is { Length: > 0 };

    /// <summary>The catalogue; the files are not read yet.</summary>
    public HandlerCatalog Read(ParseResult parsed, LabSettings settings) => new(new HandlerOptions { SlowFor = settings.SlowFor }, parsed.GetValue(_files));

    /// <summary>Keeps what own handlers print away from a screen and from <c>--json</c>, until the result is disposed; null where there are none.</summary>
    public static IDisposable? Capture(HandlerCatalog catalog) => catalog.HasFiles ? HandlerConsole.Capture() : null;

    /// <summary>Reads the files of a verb without a screen.</summary>
    /// <exception cref="SettingsException">A file cannot be used. A single handler that cannot is a line on stderr.</exception>
    public static async Task LoadAsync(HandlerCatalog catalog, CancellationToken cancellation)
    {
        var load = await catalog.LoadAsync(cancellation);
        if (load.Problems.Any(p => p.Handler is null))
        {
            throw new SettingsException([.. load.Problems.Select(p => p.Sentence)]);
        }

        foreach (var problem in load.Problems)
        {
            await Console.Error.WriteLineAsync(problem.Sentence);
        }
    }
}
