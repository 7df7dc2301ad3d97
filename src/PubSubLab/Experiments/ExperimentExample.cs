namespace PubSubLab.Experiments;

/// <summary>The example of an experiment file, as the documentation has it.</summary>
internal static class ExperimentExample
{
    private const string Resource = "experiment.example.yaml";

    /// <summary>The file's text.</summary>
    public static string Text()
    {
        using var reader = new StreamReader(typeof(ExperimentExample).Assembly.GetManifestResourceStream(Resource)!);
        return reader.ReadToEnd();
    }
}
