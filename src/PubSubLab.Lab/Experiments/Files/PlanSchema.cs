using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace PubSubLab.Lab.Experiments.Files;

/// <summary>The JSON Schema of an experiment's file, for editors that complete and check YAML.</summary>
public static class PlanSchema
{
    private const string Times = "^[0-9]+([.][0-9]+)? *(ms|s|m|h)$";
    private const string Number = "[0-9]+";
    private const string Time = "[0-9]+([.][0-9]+)? *(ms|s|m|h)";

    private static readonly JsonSerializerOptions s_format = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The schema as JSON.</summary>
    public static string Text()
    {
        var root = Map(PlanFields.Root);
        root.Insert(0, "$schema", "https://json-schema.org/draft/2020-12/schema");
        root.Insert(1, "title", "An experiment of PubSubLab");
        return root.ToJsonString(s_format);
    }

    private static JsonObject Map(IReadOnlyList<PlanField> fields)
    {
        var properties = new JsonObject();
        foreach (var field in fields)
        {
            var of = Of(field);
            of["description"] = field.Default == "none" ? field.Meaning : $"{field.Meaning} Default: {field.Default}.";
            properties[field.Name] = of;
        }

        var map = new JsonObject { ["type"] = "object", ["properties"] = properties, ["additionalProperties"] = false };
        if (fields.Any(f => f.IsRequired))
        {
            map["required"] = new JsonArray([.. fields.Where(f => f.IsRequired).Select(f => JsonValue.Create(f.Name))]);
        }

        return map;
    }

    private static JsonObject Of(PlanField field) => field switch
    {
        { Choices.Count: > 0 } => new JsonObject { ["enum"] = new JsonArray([.. field.Choices.Select(c => JsonValue.Create(c))]) },
        { Kind: FieldKind.Map } => Map(field.Inside),
        { Kind: FieldKind.List } => new JsonObject { ["type"] = "array", ["minItems"] = 1, ["items"] = Map(field.Inside) },
        { Kind: FieldKind.Texts } => new JsonObject { ["type"] = "array", ["minItems"] = 1, ["items"] = Scalar() },
        { Kind: FieldKind.Pairs } => new JsonObject { ["type"] = "object", ["additionalProperties"] = Scalar() },
        { Kind: FieldKind.Number } => new JsonObject { ["type"] = "integer", ["minimum"] = field.Least, ["maximum"] = field.Most },
        { Kind: FieldKind.Flag } => new JsonObject { ["type"] = "boolean" },
        { Kind: FieldKind.Time } => Pattern(Times),
        { Kind: FieldKind.Share } => Pattern("^[0-9]+([.][0-9]+)? *%$"),
        { Kind: FieldKind.Name } => new JsonObject { ["type"] = new JsonArray("string", "integer"), ["pattern"] = "^[A-Za-z0-9._~+%-]{1,100}$" },
        { Kind: FieldKind.Count } => new JsonObject { ["anyOf"] = new JsonArray(new JsonObject { ["type"] = "integer", ["minimum"] = 0 }, Pattern(Range(Number))) },
        { Kind: FieldKind.TimeRange } => Pattern(Range(Time)),
        _ => Scalar(),
    };

    private static string Range(string value) => $"^ *((>=|<=) *)?{value} *$|^ *{value} *[.][.] *{value} *$";

    private static JsonObject Pattern(string pattern) => new() { ["type"] = "string", ["pattern"] = pattern };

    // YAML makes a number or a flag of a text without quotes.
    private static JsonObject Scalar() => new() { ["type"] = new JsonArray("string", "number", "boolean") };
}
