using Avro;
using PubSubLab.Emulator.Services;

namespace PubSubLab.Emulator.Schemas;

/// <summary>What is wrong with an Avro schema that Avro's own parser takes.</summary>
internal static class AvroDefinition
{
    public static void Check(RecordSchema record) => Check(record, [], []);

    private static void Check(Avro.Schema schema, HashSet<string> open, HashSet<string> done)
    {
        switch (schema)
        {
            case FixedSchema { Size: < 0 or > PublishRequestReader.MaximumBytes } fixedSchema:
                throw Fail.Invalid($"schema.definition has the fixed type {fixedSchema.Name} of {fixedSchema.Size} bytes: a message has at most {PublishRequestReader.MaximumBytes}.");
            case RecordSchema record:
                CheckRecord(record, open, done);
                break;
            case LogicalSchema logical:
                Check(logical.BaseSchema, open, done);
                break;
            // What stands behind these can be left out, so a record may be met again in there.
            case ArraySchema array:
                Check(array.ItemSchema, [], done);
                break;
            case MapSchema map:
                Check(map.ValueSchema, [], done);
                break;
            case UnionSchema union:
                foreach (var branch in union.Schemas)
                {
                    Check(branch, [], done);
                }

                break;
            default:
                break;
        }
    }

    private static void CheckRecord(RecordSchema record, HashSet<string> open, HashSet<string> done)
    {
        if (!open.Add(record.Fullname))
        {
            throw Fail.Invalid($"schema.definition has the record {record.Name}, which contains itself without an end.");
        }

        if (done.Add(record.Fullname))
        {
            foreach (var field in record.Fields)
            {
                Check(field.Schema, open, done);
            }
        }

        open.Remove(record.Fullname);
    }
}
