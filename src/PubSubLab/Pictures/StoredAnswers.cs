namespace PubSubLab.Pictures;

/// <summary>Answers of real brokers that pictures are drawn from: <c>docs/pictures/*.json</c>. Tests on real brokers hold them.</summary>
internal static class StoredAnswers
{
    /// <summary>The text of a file.</summary>
    public static string Read(string file)
    {
        using var reader = new StreamReader(typeof(StoredAnswers).Assembly.GetManifestResourceStream($"pictures/{file}")!);
        return reader.ReadToEnd();
    }
}
