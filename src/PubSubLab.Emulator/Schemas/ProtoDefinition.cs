extern alias ProtoParser;
using PubSubLab.Emulator.Resources;
using ParsedEnum = ProtoParser::Google.Protobuf.Reflection.EnumDescriptorProto;
using ParsedField = ProtoParser::Google.Protobuf.Reflection.FieldDescriptorProto;
using ParsedMessage = ProtoParser::Google.Protobuf.Reflection.DescriptorProto;
using ParsedSet = ProtoParser::Google.Protobuf.Reflection.FileDescriptorSet;

namespace PubSubLab.Emulator.Schemas;

/// <summary>
/// A .proto file with one top-level message and no imports (Pub/Sub docs, "Schema overview"), read into what validation
/// needs. There are no generated classes for it, and Google.Protobuf has no dynamic messages in .NET.
/// </summary>
internal sealed class ProtoDefinition
{
    /// <summary>The parser calls itself for every level, and a definition has room for enough levels to fill the stack.</summary>
    private const int MaximumDepth = 64;

    private readonly Dictionary<string, ProtoMessage> _messages = [];
    private readonly Dictionary<string, HashSet<string>> _enums = [];

    private ProtoDefinition()
    {
    }

    public static ProtoMessage Parse(string text)
    {
        CheckDepth(text);
        var set = Read(text);
        var error = Array.Find(set.GetErrors(), static found => found.IsError);
        if (error is not null)
        {
            throw Fail.Invalid($"schema.definition is not a .proto file: line {error.LineNumber}, column {error.ColumnNumber}: {error.Message}");
        }

        var file = set.Files.Single(static file => file.Name == "schema.proto");
        if (file.Dependencies.Count > 0)
        {
            throw Fail.Invalid($"schema.definition imports \"{file.Dependencies[0]}\": it must stand alone.");
        }

        if (file.MessageTypes.Count != 1)
        {
            throw Fail.Invalid($"schema.definition has {file.MessageTypes.Count} top-level messages: it must have exactly one.");
        }

        var definition = new ProtoDefinition();
        var prefix = string.IsNullOrEmpty(file.Package) ? "." : $".{file.Package}.";
        definition.Declare(prefix, file.MessageTypes, file.EnumTypes);
        definition.Fill(prefix, file.MessageTypes);
        return definition._messages[prefix + file.MessageTypes[0].Name];
    }

    private static ParsedSet Read(string text)
    {
        // Files of this machine are not part of a definition.
        var set = new ParsedSet { ImportValidator = static _ => false };
        try
        {
            using var reader = new StringReader(text);
            set.Add("schema.proto", true, reader);
            set.Process();
            return set;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // The parser meets text that can be anything and fails in as many ways; each of them means: not a .proto file.
            throw Fail.Invalid($"schema.definition is not a .proto file: {e.Message}");
        }
    }

    private static void CheckDepth(string text)
    {
        var depth = 0;
        foreach (var c in text)
        {
            depth += c switch
            {
                '{' or '<' or '[' or '(' => 1,
                '}' or '>' or ']' or ')' => -1,
                _ => 0,
            };
            if (depth > MaximumDepth)
            {
                throw Fail.Invalid($"schema.definition is nested deeper than {MaximumDepth} levels.");
            }
        }
    }

    private void Declare(string prefix, List<ParsedMessage> messages, List<ParsedEnum> enums)
    {
        foreach (var parsed in enums)
        {
            _enums[prefix + parsed.Name] = parsed.Values.Select(static value => value.Name).ToHashSet();
        }

        foreach (var parsed in messages)
        {
            _messages[prefix + parsed.Name] = new ProtoMessage(parsed.Name, parsed.Options?.MapEntry ?? false);
            Declare($"{prefix}{parsed.Name}.", parsed.NestedTypes, parsed.EnumTypes);
        }
    }

    private void Fill(string prefix, List<ParsedMessage> messages)
    {
        foreach (var parsed in messages)
        {
            parsed.Fields.ForEach(field => _messages[prefix + parsed.Name].Add(Field(field)));
            Fill($"{prefix}{parsed.Name}.", parsed.NestedTypes);
        }
    }

    private ProtoField Field(ParsedField field)
    {
        var name = field.TypeName ?? "";
        var message = _messages.GetValueOrDefault(name);
        var values = _enums.GetValueOrDefault(name);
        var kind = field.type switch
        {
            _ when message is not null => ProtoKind.Message,
            _ when values is not null => ProtoKind.Enum,
            ParsedField.Type.TypeString => ProtoKind.String,
            ParsedField.Type.TypeBytes => ProtoKind.Bytes,
            ParsedField.Type.TypeBool => ProtoKind.Bool,
            ParsedField.Type.TypeDouble or ParsedField.Type.TypeFloat => ProtoKind.Real,
            ParsedField.Type.TypeMessage or ParsedField.Type.TypeGroup => throw Fail.Invalid($"schema.definition uses \"{name}\", which it does not define."),
            _ => ProtoKind.Integer,
        };
        return new ProtoField(
            field.Name,
            string.IsNullOrEmpty(field.JsonName) ? Camel(field.Name) : field.JsonName,
            field.Number,
            kind,
            field.label == ParsedField.Label.LabelRepeated,
            field.label == ParsedField.Label.LabelRequired,
            message,
            values);
    }

    private static string Camel(string name)
    {
        var parts = name.Split('_', StringSplitOptions.RemoveEmptyEntries);
        return string.Concat(parts.Select(static (part, i) => i == 0 ? part : char.ToUpperInvariant(part[0]) + part[1..]));
    }
}
