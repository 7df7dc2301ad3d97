using System.Globalization;
using YamlDotNet.RepresentationModel;

namespace PubSubLab.Emulator.Topology;

/// <summary>A place in a topology file: its value, its path and its line, so that every error can say where.</summary>
internal sealed class TopologyNode(YamlNode yaml, string path)
{
    private static readonly TimeSpan s_longest = TimeSpan.FromDays(10_000);

    public string Path { get; } = path;

    public long Line { get; } = yaml.Start.Line;

    /// <summary>The fields of a mapping, all of which must be known ones.</summary>
    public Dictionary<string, TopologyNode> Fields(params ReadOnlySpan<string> known)
    {
        if (yaml is not YamlMappingNode mapping)
        {
            throw Error("a mapping of fields is expected here");
        }

        var fields = new Dictionary<string, TopologyNode>();
        foreach (var (key, value) in mapping.Children)
        {
            var name = (key as YamlScalarNode)?.Value ?? "";
            var field = new TopologyNode(value, Path.Length == 0 ? name : $"{Path}.{name}");
            if (!known.Contains(name))
            {
                throw new TopologyException(key.Start.Line, field.Path, $"there is no such field; there are {string.Join(", ", known.ToArray())}");
            }

            fields[name] = field;
        }

        return fields;
    }

    public IEnumerable<TopologyNode> Items() =>
        yaml is YamlSequenceNode sequence
            ? sequence.Children.Select((item, i) => new TopologyNode(item, $"{Path}[{i}]"))
            : throw Error("a list is expected here");

    public IEnumerable<KeyValuePair<string, string>> Pairs() =>
        yaml is YamlMappingNode mapping
            ? mapping.Children.Select(pair => KeyValuePair.Create(new TopologyNode(pair.Key, Path).Text(), new TopologyNode(pair.Value, $"{Path}.{pair.Key}").Text()))
            : throw Error("a mapping of names to texts is expected here");

    public string Text() => yaml is YamlScalarNode { Value: { } value } ? value : throw Error("a text is expected here");

    public bool Flag() => Text() switch
    {
        "true" => true,
        "false" => false,
        var text => throw Error($"\"{text}\" is neither true nor false"),
    };

    public int Number() => int.TryParse(Text(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
        ? number
        : throw Error($"\"{Text()}\" is not a whole number");

    /// <summary>A number with a unit: <c>500ms</c>, <c>10s</c>, <c>5m</c>, <c>2h</c>, <c>7d</c>.</summary>
    public TimeSpan Duration()
    {
        var text = Text();
        var digits = text.TakeWhile(static c => char.IsAsciiDigit(c) || c == '.').Count();
        if (!double.TryParse(text.AsSpan(0, digits), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
        {
            throw Error($"\"{text}\" is not a duration such as 500ms, 10s, 5m, 2h or 7d");
        }

        var seconds = number * text[digits..] switch
        {
            "ms" => 0.001,
            "s" => 1,
            "m" => 60,
            "h" => 3600,
            "d" => 86_400,
            _ => throw Error($"\"{text}\" is not a duration such as 500ms, 10s, 5m, 2h or 7d"),
        };
        return seconds <= s_longest.TotalSeconds
            ? TimeSpan.FromSeconds(seconds)
            : throw Error($"\"{text}\" is longer than any duration of Pub/Sub");
    }

    /// <summary>A duration that is a number of seconds on the wire.</summary>
    public int WholeSeconds() => Duration() is var duration && duration == TimeSpan.FromSeconds((int)duration.TotalSeconds)
        ? (int)duration.TotalSeconds
        : throw Error($"\"{Text()}\" is not a whole number of seconds");

    public TopologyException Error(string reason, Exception? innerException = null) => new(Line, Path, reason, innerException);
}
