using PubSubLab.Lab;
using PubSubLab.Lab.Experiments;
using PubSubLab.Lab.Experiments.Files;
using PubSubLab.Lab.Handlers;
using PubSubLab.Lab.Ports;

namespace PubSubLab.Experiments;

/// <summary>Finds experiments by name, by file and by folder.</summary>
internal static class ExperimentFinder
{
    private static readonly EnumerationOptions s_folder = new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.Hidden | FileAttributes.System | FileAttributes.ReparsePoint };

    /// <summary>Everything that was asked for, in its order; a folder stands for its files, in the order of their names.</summary>
    public static IReadOnlyList<FoundExperiment> Find(IEnumerable<string> wanted, IFilterChecker filters, HandlerCatalog handlers) =>
        [.. wanted.SelectMany(FilesOf).Select(one => Read(one, filters, handlers))];

    /// <summary>Whether it names a file and no experiment of the lab.</summary>
    public static bool IsFile(string wanted) =>
        wanted.EndsWith(".yaml", StringComparison.OrdinalIgnoreCase) || wanted.EndsWith(".yml", StringComparison.OrdinalIgnoreCase);

    private static IEnumerable<string> FilesOf(string wanted)
    {
        if (!Directory.Exists(wanted) || IsBuiltIn(wanted))
        {
            return [wanted];
        }

        string[] files;
        try
        {
            files = [.. Directory.EnumerateFiles(wanted, "*", s_folder).Where(IsFile).Order(StringComparer.Ordinal)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LabException($"The folder '{wanted}' cannot be read: {e.Message}", e);
        }

        return files.Length > 0 ? files : throw new LabException($"The folder '{wanted}' has no experiment files: their names end in .yaml or .yml.");
    }

    private static FoundExperiment Read(string wanted, IFilterChecker filters, HandlerCatalog handlers)
    {
        try
        {
            return new FoundExperiment(wanted, Get(wanted, filters, handlers), null);
        }
        catch (LabException e)
        {
            return new FoundExperiment(wanted, null, e.Message);
        }
    }

    private static IExperiment Get(string wanted, IFilterChecker filters, HandlerCatalog handlers) =>
        IsFile(wanted) ? FileExperiment.Read(wanted, filters, handlers)
        : File.Exists(wanted) && !IsBuiltIn(wanted)
            ? throw new LabException($"'{wanted}' is not an experiment file: its name must end in .yaml or .yml ('pubsublab experiment --example' prints one).")
            : ExperimentCatalog.Get(wanted);

    private static bool IsBuiltIn(string wanted) => ExperimentCatalog.All.Any(e => e.Name == wanted);
}
