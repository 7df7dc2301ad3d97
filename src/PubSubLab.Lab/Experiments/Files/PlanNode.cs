using System.Globalization;
using YamlDotNet.RepresentationModel;

namespace PubSubLab.Lab.Experiments.Files;

/// <summary>A place in an experiment's file. It knows its line and its field, so that what is wrong can be found.</summary>
internal sealed class PlanNode(YamlNode node, string file, string field)
{
    /// <summary>An error with file, line and field.</summary>
    public LabException Wrong(string sentence) => Wrong(node, sentence);

    /// <summary>The fields of a mapping, none but the allowed ones.</summary>
    public IReadOnlyDictionary<string, PlanNode> Fields(params string[] allowed)
    {
        if (node is not YamlMappingNode mapping)
        {
            throw Wrong($"fields are expected here: {string.Join(", ", allowed)}.");
        }

        var fields = new Dictionary<string, PlanNode>(StringComparer.Ordinal);
        foreach (var (key, value) in mapping.Children)
        {
            var name = (key as YamlScalarNode)?.Value ?? "";
            if (!allowed.Contains(name, StringComparer.Ordinal))
            {
                throw Wrong(key, $"there is no field '{name}'; the fields are {string.Join(", ", allowed)}.");
            }

            fields[name] = new PlanNode(value, file, field.Length == 0 ? name : $"{field}.{name}");
        }

        return fields;
    }

    /// <summary>The items of a list.</summary>
    public IEnumerable<PlanNode> Items() => node is YamlSequenceNode list
        ? list.Children.Select((child, i) => new PlanNode(child, file, $"{field}[{i + 1}]"))
        : throw Wrong("a list is expected here; each item begins with '- '.");

    /// <summary>Names and values of a mapping with any names.</summary>
    public Dictionary<string, string> Pairs() => node is YamlMappingNode mapping
        ? mapping.Children.ToDictionary(c => (c.Key as YamlScalarNode)?.Value ?? "", c => new PlanNode(c.Value, file, field).Text(), StringComparer.Ordinal)
        : throw Wrong("names and values are expected here, such as { priority: high }.");

    public string Text() => node is YamlScalarNode { Value: { } text } ? text : throw Wrong("a text is expected here.");

    public bool Flag() => Text() switch
    {
        "true" => true,
        "false" => false,
        var other => throw Wrong($"'{other}' is neither true nor false."),
    };

    public int Number(int least, int most) =>
        int.TryParse(Text(), NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most
            ? value
            : throw Wrong($"'{Text()}' is not a whole number from {least:N0} to {most:N0}.");

    public TimeSpan Time() => Durations.TryParse(Text(), out var value) ? value : throw Wrong($"'{Text()}' is not a time; write 200ms, 3s, 2m.");

    private LabException Wrong(YamlNode at, string sentence) => new($"{file}, line {at.Start.Line}{(field.Length == 0 ? "" : $", {field}")}: {sentence}");
}
