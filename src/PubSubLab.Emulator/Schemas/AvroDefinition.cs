using Avro;
using PubSubLab.Emulator.Resources;
using PubSubLab.Emulator.Wire;

namespace PubSubLab.Emulator.Schemas;

/// <summary>Finds errors in an Avro schema that Avro's own parser accepts.</summary>
internal static class AvroDefinition
{
    /// <summary>
    /// The most types that a schema may have when each name is replaced by its definition. Avro's JSON decoder does so before it
    /// reads anything, and cannot be interrupted.
    /// </summary>
    public const int MaximumExpandedSize = 10_000;

    /// <exception cref="Grpc.Core.RpcException">The schema cannot be used, with INVALID_ARGUMENT.</exception>
    public static void Check(RecordSchema record)
    {
        Check(record, [], []);
        if (ExpandedSize(record, [], []) > MaximumExpandedSize)
        {
            throw Fail.Invalid($"schema.definition stands for more than {MaximumExpandedSize} types once its records are written out where they are used: use fewer levels or fewer fields.");
        }
    }

    // Saturates: ten levels of thirty fields stand for 10^14 types.
    private static long ExpandedSize(Avro.Schema schema, HashSet<string> open, Dictionary<string, long> sizes)
    {
        switch (schema)
        {
            case RecordSchema record:
                if (sizes.TryGetValue(record.Fullname, out var known))
                {
                    return known;
                }

                if (!open.Add(record.Fullname))
                {
                    return 1;
                }

                var size = Sum(record.Fields.Select(static field => field.Schema), open, sizes);
                open.Remove(record.Fullname);
                return sizes[record.Fullname] = size;
            case LogicalSchema logical:
                return ExpandedSize(logical.BaseSchema, open, sizes);
            case ArraySchema array:
                return Sum([array.ItemSchema], open, sizes);
            case MapSchema map:
                return Sum([map.ValueSchema], open, sizes);
            case UnionSchema union:
                return Sum(union.Schemas, open, sizes);
            default:
                return 1;
        }
    }

    private static long Sum(IEnumerable<Avro.Schema> parts, HashSet<string> open, Dictionary<string, long> sizes) =>
        parts.Aggregate(1L, (sum, part) => Math.Min(sum + ExpandedSize(part, open, sizes), MaximumExpandedSize + 1L));

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
            // Values behind these are optional, so a record may contain itself there.
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
