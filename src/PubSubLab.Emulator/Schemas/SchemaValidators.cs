using Google.Cloud.PubSub.V1;
using PubSubLab.Emulator.Resources;

namespace PubSubLab.Emulator.Schemas;

/// <summary>Makes validators of definitions (Pub/Sub docs, "Schema overview").</summary>
internal static class SchemaValidators
{
    /// <summary>Pub/Sub docs, "Quotas and limits": the definition's largest size.</summary>
    public const int MaximumDefinition = 300 * 1024;

    public static ISchemaValidator Create(Schema schema)
    {
        if (schema.Definition.Length == 0)
        {
            throw Fail.Invalid("schema.definition is empty: it is required.");
        }

        if (schema.Definition.Length > MaximumDefinition)
        {
            throw Fail.Invalid($"schema.definition has {schema.Definition.Length} characters: at most {MaximumDefinition} are allowed.");
        }

        return schema.Type switch
        {
            Schema.Types.Type.Avro => AvroValidator.Parse(schema.Definition),
            Schema.Types.Type.ProtocolBuffer => ProtobufValidator.Parse(schema.Definition),
            _ => throw Fail.Invalid("schema.type", schema.Type.ToString(), "it must be AVRO or PROTOCOL_BUFFER"),
        };
    }
}
