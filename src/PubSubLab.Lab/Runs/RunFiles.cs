namespace PubSubLab.Lab.Runs;

/// <summary>The lab's own files in a data directory, beside the emulator's.</summary>
internal sealed class RunFiles(string directory)
{
    /// <summary>Size at which the journal's file becomes the older one, and a new one begins. 4 MiB are about 16,000 events.</summary>
    public const int LargestJournal = 4 * 1024 * 1024;

    /// <summary>Name of the directory, without its path.</summary>
    public string Name => Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(directory)));

    /// <summary>The newest events.</summary>
    public string Journal => Path.Combine(directory, "lab-journal.ndjson");

    /// <summary>The events before them.</summary>
    public string OlderJournal => Path.Combine(directory, "lab-journal.1.ndjson");

    /// <summary>The workers.</summary>
    public string Workers => Path.Combine(directory, "lab-workers.json");
}
