namespace PubSubLab.Tests.Documents;

/// <summary>A part of a document that is made from the code, between two marks. <c>PUBSUBLAB_ACCEPT_FRAMES=1</c> makes it anew.</summary>
internal static class GeneratedPart
{
    /// <summary>Compares the part with the code, or makes it anew.</summary>
    public static void IsCurrent(string document, string begin, string end, string expected)
    {
        var file = Repository.File(document);
        var text = File.ReadAllText(file).ReplaceLineEndings("\n");
        var from = text.IndexOf(begin, StringComparison.Ordinal) + begin.Length;
        var to = text.IndexOf(end, StringComparison.Ordinal);
        (from >= begin.Length && to >= from).ShouldBeTrue($"{document} has no place for it");
        if (Environment.GetEnvironmentVariable("PUBSUBLAB_ACCEPT_FRAMES") == "1")
        {
            File.WriteAllText(file, $"{text[..from]}{expected}{text[to..]}");
            return;
        }

        (text[from..to] == expected).ShouldBeTrue($"The table in {document} is stale. PUBSUBLAB_ACCEPT_FRAMES=1 regenerates it.");
    }
}
