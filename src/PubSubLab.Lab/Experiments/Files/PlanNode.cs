using System.Globalization;
using PubSubLab.Lab.Ports;
using YamlDotNet.RepresentationModel;

namespace PubSubLab.Lab.Experiments.Files;

/// <summary>A place in an experiment's file. It knows its line, its column and its field, so that what is wrong can be found.</summary>
internal sealed class PlanNode(YamlNode node, string file, string field)
{
    /// <summary>An error with file, line, column and field.</summary>
    public LabException Wrong(string sentence) => Wrong(node, sentence);

    /// <summary>The line, from 1.</summary>
    public long Line => node.Start.Line;

    /// <summary>The fields of a mapping: none but these, and each of them that is required.</summary>
    public PlanMap Fields(IReadOnlyList<PlanField> allowed)
    {
        if (node is not YamlMappingNode mapping)
        {
            throw Wrong($"fields are expected here: {string.Join(", ", allowed.Select(f => f.Name))}.");
        }

        var fields = new Dictionary<string, PlanNode>(StringComparer.Ordinal);
        foreach (var (key, value) in mapping.Children)
        {
            var name = (key as YamlScalarNode)?.Value ?? "";
            if (allowed.All(f => f.Name != name))
            {
                var names = allowed.Select(f => f.Name).ToList();
                throw Wrong(key, $"there is no field '{name}'; the fields are {string.Join(", ", names)}.{Nearest.Question(name, names)}");
            }

            fields[name] = new PlanNode(value, file, field.Length == 0 ? name : $"{field}.{name}");
        }

        var missing = allowed.FirstOrDefault(f => f.IsRequired && !fields.ContainsKey(f.Name));
        return missing is null ? new PlanMap(this, fields, allowed) : throw Wrong($"the field '{missing.Name}' is missing.");
    }

    /// <summary>The items of a list.</summary>
    public IEnumerable<PlanNode> Items() => node is YamlSequenceNode list
        ? list.Children.Select((child, i) => new PlanNode(child, file, $"{field}[{i + 1}]"))
        : throw Wrong("a list is expected here; each item begins with '- '.");

    /// <summary>Names and values of a mapping with any names.</summary>
    public Dictionary<string, string> Pairs() => node is YamlMappingNode mapping
        ? mapping.Children.ToDictionary(c => (c.Key as YamlScalarNode)?.Value ?? "", c => new PlanNode(c.Value, file, $"{field}.{(c.Key as YamlScalarNode)?.Value}").Text(), StringComparer.Ordinal)
        : throw Wrong("names and values are expected here, such as { priority: high }.");

    public string Text() => node is YamlScalarNode { Value: { } text } ? text : throw Wrong("a text is expected here.");

    /// <summary>A text that is not empty, on one line.</summary>
    public string Line1(int most) => Text() is { Length: > 0 } text && text.Length <= most && text.Trim().Length > 0 && !text.Any(char.IsControl)
        ? text
        : throw Wrong($"a text of 1 to {most} characters on one line is expected here.");

    /// <summary>A name of a resource. The run puts its own prefix before it.</summary>
    public string Id() => Text() is var text && text.Length is >= 1 and <= 100 && text.All(c => char.IsAsciiLetterOrDigit(c) || "-_.~+%".Contains(c, StringComparison.Ordinal))
        ? text
        : throw Wrong($"'{Text()}' is not a name; write 1 to 100 of the letters a to z, digits and - _ . ~ + %.");

    public bool Flag() => Text() switch
    {
        "true" => true,
        "false" => false,
        var other => throw Wrong($"'{other}' is neither true nor false."),
    };

    public int Number(PlanField rule) =>
        int.TryParse(Text(), NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= rule.Least && value <= rule.Most
            ? value
            : throw Wrong($"'{Text()}' is not a whole number from {rule.Least:N0} to {rule.Most:N0}.");

    public TimeSpan Time(PlanField rule)
    {
        var text = Text();
        if (ReadTime(text) is not { } time)
        {
            throw Wrong(Durations.TryParse(text, out _) && char.IsAsciiDigit(text.Trim()[^1])
                ? $"'{text}' has no unit; write {text.Trim()}ms, {text.Trim()}s or {text.Trim()}m."
                : $"'{text}' is not a time; write 200ms, 3s, 2m.");
        }

        return time.TotalSeconds >= rule.Least && time.TotalSeconds <= rule.Most ? time : throw Wrong($"'{text}' is out of range; write {rule.Range}.");
    }

    /// <summary>A share, as <c>10%</c>.</summary>
    public double Share() =>
        Text().Trim() is [.. var number, '%'] && double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && value is >= 0 and <= 100
            ? value / 100
            : throw Wrong($"'{Text()}' is not a share; write 0% to 100%.");

    /// <summary>One of a few texts.</summary>
    public string Choice(IReadOnlyList<string> choices, string noun) => choices.Contains(Text(), StringComparer.Ordinal)
        ? Text()
        : throw Wrong($"there is no {noun} '{Text()}'; there {(choices.Count == 1 ? "is" : "are")} {string.Join(", ", choices)}.{Nearest.Question(Text(), choices)}");

    /// <summary>A filter, which the checker knows to be right; without one the broker says.</summary>
    public string Filter(IFilterChecker? filters)
    {
        var text = Text();
        if (text.Trim().Length == 0)
        {
            throw Wrong("an empty filter lets everything pass; leave the field out.");
        }

        if (filters?.Check(text) is not { } check)
        {
            return text;
        }

        return check.Bytes > filters.MaximumBytes ? throw Wrong($"the filter has {check.Bytes} bytes; Pub/Sub takes at most {filters.MaximumBytes}.")
            : check.Error is { } error ? throw Wrong($"the filter is wrong at its character {check.ErrorAt + 1}: {error}")
            : text;
    }

    /// <summary>A time with a unit; null where the text is none.</summary>
    public static TimeSpan? ReadTime(string text) =>
        text.Trim() is { Length: > 1 } trimmed && char.IsAsciiDigit(trimmed[0]) && char.IsAsciiLetter(trimmed[^1]) && Durations.TryParse(trimmed, out var time) ? time : null;

    private LabException Wrong(YamlNode at, string sentence) =>
        new($"{file}, line {at.Start.Line}, column {at.Start.Column}{(field.Length == 0 ? "" : $", {field}")}: {sentence}");
}
