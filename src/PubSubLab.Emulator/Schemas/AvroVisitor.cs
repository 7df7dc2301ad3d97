using Avro;
using Avro.Generic;
using Avro.IO;

namespace PubSubLab.Emulator.Schemas;

/// <summary>
/// Reads Avro data without keeping any of it, and counts every field and item. A record without fields takes no byte, so a few bytes can
/// stand for a thousand million of them; the reader of the library would build each.
/// </summary>
internal sealed class AvroVisitor(Avro.Schema schema, int bytes) : PreresolvingDatumReader<object>(schema, schema)
{
    /// <summary>Values that take no byte. All others are bounded by the data, with their record and their array for each.</summary>
    private const int EmptyValues = 1_000_000;
    private const int ValuesPerByte = 4;

    private static readonly object s_nothing = new();

    private long _left = EmptyValues + ((long)ValuesPerByte * bytes);

    protected override RecordAccess GetRecordAccess(RecordSchema readerSchema) => new Records(this);

    protected override ArrayAccess GetArrayAccess(ArraySchema readerSchema) => new Arrays(this);

    protected override MapAccess GetMapAccess(MapSchema readerSchema) => new Maps(this);

    protected override EnumAccess GetEnumAccess(EnumSchema readerSchema) => new Enums(readerSchema);

    protected override FixedAccess GetFixedAccess(FixedSchema readerSchema) => new Fixeds(readerSchema);

    protected override bool IsReusable(Avro.Schema.Type tag) => false;

    private void Spend()
    {
        if (--_left < 0)
        {
            throw new AvroException("it stands for too many values for its size");
        }
    }

    private sealed class Records(AvroVisitor visitor) : RecordAccess
    {
        public object CreateRecord(object reuse)
        {
            visitor.Spend();
            return s_nothing;
        }

        public object GetField(object record, string fieldName, int fieldPos) => s_nothing;

        public void AddField(object record, string fieldName, int fieldPos, object fieldValue) => visitor.Spend();
    }

    private sealed class Arrays(AvroVisitor visitor) : ArrayAccess
    {
        public object Create(object reuse) => s_nothing;

        public void EnsureSize(ref object array, int targetSize)
        {
            // Nothing is kept.
        }

        public void Resize(ref object array, int targetSize)
        {
            // Nothing is kept.
        }

        public void AddElements(object array, int elements, int index, ReadItem itemReader, Decoder decoder, bool reuse)
        {
            for (var i = 0; i < elements; i++)
            {
                visitor.Spend();
                itemReader(s_nothing, decoder);
            }
        }
    }

    private sealed class Maps(AvroVisitor visitor) : MapAccess
    {
        public object Create(object reuse) => s_nothing;

        public void AddElements(object map, int elements, ReadItem itemReader, Decoder decoder, bool reuse)
        {
            for (var i = 0; i < elements; i++)
            {
                visitor.Spend();
                decoder.ReadString();
                itemReader(s_nothing, decoder);
            }
        }
    }

    private sealed class Enums(EnumSchema schema) : EnumAccess
    {
        // Throws for an ordinal that the enum does not have.
        public object CreateEnum(object reuse, int ordinal) => schema[ordinal];
    }

    private sealed class Fixeds(FixedSchema schema) : FixedAccess
    {
        private byte[]? _buffer;

        public object CreateFixed(object reuse) => _buffer ??= new byte[schema.Size];

        public byte[] GetFixedBuffer(object f) => (byte[])f;
    }
}
