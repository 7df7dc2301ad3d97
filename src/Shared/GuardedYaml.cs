using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace PubSubLab.Shared;

/// <summary>
/// Loads YAML that people wrote: the one way in for every file. Compiled into each project that reads files, because the lab and
/// the emulator do not know each other.
/// </summary>
internal static class GuardedYaml
{
    /// <summary>Deepest nesting. The library calls itself for every level, and a row of brackets would fill the stack.</summary>
    public const int MaximumDepth = 64;

    /// <summary>Largest file, in characters.</summary>
    public const int MaximumLength = 4 << 20;

    /// <summary>The documents of a text, which can be none.</summary>
    /// <exception cref="GuardedYamlException">The text is not YAML, or is larger or deeper than a file may be.</exception>
    public static IList<YamlDocument> Load(string text)
    {
        if (text.Length > MaximumLength)
        {
            throw new GuardedYamlException(1, $"this has {text.Length} characters; at most {MaximumLength} are read");
        }

        try
        {
            CheckDepth(text);
            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            return stream.Documents;
        }
        catch (YamlException e)
        {
            throw new GuardedYamlException(e.Start.Line, $"this is not YAML: {e.Message}", e);
        }
    }

    private static void CheckDepth(string text)
    {
        var parser = new Parser(new StringReader(text));
        var depth = 0;
        while (MoveNext(parser))
        {
            depth += parser.Current!.NestingIncrease;
            if (depth > MaximumDepth)
            {
                throw new GuardedYamlException(parser.Current.Start.Line, $"this is nested deeper than {MaximumDepth} levels");
            }
        }
    }

    private static bool MoveNext(Parser parser)
    {
        var line = parser.Current?.Start.Line ?? 1;
        try
        {
            return parser.MoveNext();
        }
        catch (InvalidOperationException e)
        {
            // The library's scanner gives up so, and does not say where: the line is that of what it read last.
            throw new GuardedYamlException(line, "this is not YAML: a bracket, a brace or a quote is opened and not closed", e);
        }
    }
}
