using System.Text;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace PubSubLab.Shared;

/// <summary>
/// Reads YAML that somebody else wrote. The library calls itself for every level of nesting and hashes whole trees that are keys, so a small
/// file could fill the stack or take hours. Compiled into each project that reads YAML, as none of these knows another.
/// </summary>
internal static class GuardedYaml
{
    /// <summary>Limit of nesting.</summary>
    public const int MaximumDepth = 64;

    /// <summary>Limit of characters: some 50 times the size of a file with 10,000 topics and subscriptions.</summary>
    public const int MaximumLength = 16 << 20;

    /// <summary>Reads a file's text, and no more of it than a file may have.</summary>
    /// <exception cref="GuardedYamlException">It is too long.</exception>
    public static string ReadFile(string path)
    {
        using var reader = new StreamReader(path);
        var text = new StringBuilder();
        var part = new char[64 << 10];
        while (reader.Read(part) is var read and > 0)
        {
            text.Append(part, 0, read);
            CheckLength(text.Length);
        }

        return text.ToString();
    }

    /// <summary>The documents of a text.</summary>
    /// <exception cref="GuardedYamlException">It is not YAML, or too much of it.</exception>
    public static IReadOnlyList<YamlDocument> Parse(string text)
    {
        CheckLength(text.Length);
        var stream = new YamlStream();
        try
        {
            Check(text);
            stream.Load(new StringReader(text));
        }
        catch (YamlException e)
        {
            throw new GuardedYamlException(e.Start.Line, $"this is not YAML: {e.Message}", e, e.Start.Column);
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException)
        {
            // The library's scanner gives up so where a bracket in a text is never closed, and does not say where.
            throw new GuardedYamlException(null, "this is not YAML: a bracket, a brace or a quote is opened and not closed.", e);
        }

        return [.. stream.Documents];
    }

    private static void CheckLength(long length)
    {
        if (length > MaximumLength)
        {
            throw new GuardedYamlException(null, $"this has more than {MaximumLength:N0} characters, which is the limit. Split it into several files.");
        }
    }

    private static void Check(string text)
    {
        var parser = new Parser(new StringReader(text));

        // For each open mapping how many keys and values it has, and its keys; -1 for a list.
        var open = new Stack<int>();
        var keys = new Stack<HashSet<string>>();
        while (parser.MoveNext())
        {
            var e = parser.Current!;
            if (e is MappingEnd or SequenceEnd)
            {
                open.Pop();
                keys.Pop();
                continue;
            }

            if (e is not NodeEvent and not AnchorAlias)
            {
                continue;
            }

            if (open.TryPeek(out var count) && count >= 0)
            {
                if (count % 2 == 0 && e is not Scalar)
                {
                    throw new GuardedYamlException(e.Start.Line, "a text is expected as the name of a field, and no list, mapping or alias.", null, e.Start.Column);
                }

                if (count % 2 == 0 && !keys.Peek().Add(((Scalar)e).Value))
                {
                    throw new GuardedYamlException(e.Start.Line, $"the field '{((Scalar)e).Value}' is here twice; keep one of them.", null, e.Start.Column);
                }

                open.Push(open.Pop() + 1);
            }

            if (e is MappingStart or SequenceStart)
            {
                open.Push(e is MappingStart ? 0 : -1);
                keys.Push(new HashSet<string>(StringComparer.Ordinal));
                if (open.Count > MaximumDepth)
                {
                    throw new GuardedYamlException(e.Start.Line, $"this is nested deeper than {MaximumDepth} levels, which is the limit.", null, e.Start.Column);
                }
            }
        }
    }
}
