namespace PubSubLab.Emulator.Tests.Rest;

/// <summary>One request of a corpus: what a tool sends, and what the answer has at least.</summary>
internal sealed record CorpusRequest(string Title, string Method, string Path, IReadOnlyList<(string Name, string Value)> Headers, string Body, int Code, string Answer)
{
    private const string Begin = "### ";
    private const string Expectation = "# ";

    /// <summary>Reads a file of requests: <c>### title</c>, the request as HTTP writes it, and <c># CODE JSON</c> for the answer.</summary>
    public static IEnumerable<CorpusRequest> Read(string file)
    {
        var lines = File.ReadAllLines(file).SkipWhile(static line => !line.StartsWith(Begin, StringComparison.Ordinal)).ToArray();
        for (var i = 0; i < lines.Length;)
        {
            var end = Array.FindIndex(lines, i + 1, static line => line.StartsWith(Begin, StringComparison.Ordinal));
            end = end < 0 ? lines.Length : end;
            yield return Parse(lines[i..end]);
            i = end;
        }
    }

    private static CorpusRequest Parse(string[] lines)
    {
        var first = lines[1].Split(' ');
        var headers = lines.Skip(2).TakeWhile(static line => line.Length > 0).Select(static line => line.Split(": ", 2)).Select(static pair => (pair[0], pair[1])).ToArray();
        var rest = lines.Skip(3 + headers.Length).ToArray();
        var body = string.Join('\n', rest.TakeWhile(static line => !line.StartsWith(Expectation, StringComparison.Ordinal)));
        var expected = rest.Single(static line => line.StartsWith(Expectation, StringComparison.Ordinal))[Expectation.Length..].Split(' ', 2);
        return new CorpusRequest(lines[0][Begin.Length..], first[0], first[1], headers, body, int.Parse(expected[0]), expected[1]);
    }
}
