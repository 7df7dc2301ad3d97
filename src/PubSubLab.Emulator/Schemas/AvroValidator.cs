using Avro;
using Avro.IO;
using Grpc.Core;
using PubSubLab.Emulator.Resources;
using Encoding = Google.Cloud.PubSub.V1.Encoding;

namespace PubSubLab.Emulator.Schemas;

/// <summary>Avro (Apache Avro specification): binary, and Avro's JSON encoding.</summary>
internal sealed class AvroValidator : ISchemaValidator
{
    private readonly Avro.Schema _schema;

    private AvroValidator(Avro.Schema schema) => _schema = schema;

    public static AvroValidator Parse(string definition)
    {
        try
        {
            var schema = Avro.Schema.Parse(definition);
            if (schema is not RecordSchema record)
            {
                throw Fail.Invalid($"schema.definition is not an Avro record but {schema.Tag}.");
            }

            AvroDefinition.Check(record);
            return new AvroValidator(schema);
        }
        catch (Exception e) when (e is not (RpcException or OutOfMemoryException))
        {
            // The parser meets text that can be anything and fails in as many ways; each of them means: not a schema.
            throw Fail.Invalid($"schema.definition is not an Avro schema: {e.Message}");
        }
    }

    public string? Check(ReadOnlyMemory<byte> data, Encoding encoding)
    {
        try
        {
            using var stream = new MemoryStream(data.ToArray());
            Avro.IO.Decoder decoder = encoding == Encoding.Json
                ? new JsonDecoder(_schema, System.Text.Encoding.UTF8.GetString(data.Span))
                : new BoundedAvroDecoder(stream);
            new AvroVisitor(_schema, data.Length).Read(null!, decoder);
            return encoding == Encoding.Json || stream.Position == stream.Length
                ? null
                : stream.Length - stream.Position == 1 ? "1 byte follows the Avro record" : $"{stream.Length - stream.Position} bytes follow the Avro record";
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // The reader meets bytes that can be anything and fails in as many ways; each of them means: not of this schema.
            return $"it is not Avro of the schema: {e.Message}";
        }
    }
}
