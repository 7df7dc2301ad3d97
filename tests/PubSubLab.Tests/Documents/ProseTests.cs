using System.Text.RegularExpressions;

namespace PubSubLab.Tests.Documents;

/// <summary>Comments, messages and documents are plain English of the field: banned phrases stay out.</summary>
public sealed class ProseTests
{
    /// <summary>A banned phrase, and the reason or the replacement.</summary>
    private static readonly (Regex Phrase, string Instead)[] s_banned =
    [
        (Ban(@"\bwhoever\b"), "name the caller, the owner or the reader"),
        (Ban(@"\b(is|are) no more\b"), "say what happened: removed, closed, cleared"),
        (Ban(@"\bin hand\b"), "outstanding"),
        (Ban(@"\bof its own accord\b"), "by itself"),
        (Ban(@"\b(that|which|whom) nobody\b"), "say what no consumer does: unacknowledged, unknown, unique"),
        (Ban(@"\bwhat is held\b"), "outstanding messages, or the paused view"),
        (Ban(@"\bwhat it came to\b"), "the result"),
        (Ban(@"\bup to when\b"), "end time"),
        (Ban(@"\bas ever\b"), "leave it out"),
        (Ban(@"\bis over with it\b"), "ends with it"),
        (Ban("<(summary|returns|value|param name=\"\\w+\")>(What|Whatever|Who|Whom|Whose|How)\\b"), "begin with the noun or the verb"),
        (Ban(@"^\s*// What(ever)? "), "begin with the noun"),
    ];

    [Fact]
    public void Code_has_no_banned_phrase_in_comments_and_texts()
    {
        var offences = new[] { "src", "tests", "benchmarks" }
            .SelectMany(folder => Directory.GetFiles(Repository.File(folder), "*.cs", new EnumerationOptions { RecurseSubdirectories = true }))
            .Where(IsSource)
            .SelectMany(file => Offences(file, File.ReadLines(file).Where(line => line.Contains("//", StringComparison.Ordinal) || line.Contains('"', StringComparison.Ordinal))));

        offences.ShouldBeEmpty();
    }

    [Fact]
    public void Documents_have_no_banned_phrase() => Document.Names.SelectMany(name => Offences(name, Document.Read(name).Prose)).ShouldBeEmpty();

    [Fact]
    public void A_banned_phrase_is_found()
    {
        string[] lines = ["/// <summary>What it came to.</summary>", "// Whoever has it in hand.", "/// <summary>Number of events.</summary>"];

        Offences("f", lines).Count().ShouldBe(4);
    }

    private static bool IsSource(string file) =>
        !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal) && Path.GetFileName(file) != "ProseTests.cs";

    private static IEnumerable<string> Offences(string file, IEnumerable<string> lines) =>
        from line in lines
        from ban in s_banned
        where ban.Phrase.IsMatch(line)
        select $"{Path.GetFileName(file)}: \"{line.Trim()}\" ({ban.Instead})";

    private static Regex Ban(string pattern) => new(pattern, RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));
}
