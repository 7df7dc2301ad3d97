using System.Runtime.CompilerServices;
using Avro;
using Avro.IO;

namespace PubSubLab.Emulator.Schemas;

/// <summary>
/// A decoder for bytes that can be anything. The library's own believes every length and every count, and goes as deep as
/// the data says; a few bytes could make it fill the memory or the stack.
/// </summary>
internal sealed class BoundedAvroDecoder(MemoryStream stream) : BinaryDecoder(stream), Decoder
{
    /// <summary>Values of no bytes (null, or a record without fields) can be claimed in any number; others are bounded by the data.</summary>
    private const int MaximumEmptyValues = 1_000_000;

    private long _left = stream.Length + MaximumEmptyValues;

    void Decoder.ReadNull() => Spend(1);

    int Decoder.ReadUnionIndex()
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        return ReadUnionIndex();
    }

    long Decoder.ReadArrayStart() => Count(ReadArrayStart());

    long Decoder.ReadArrayNext() => Count(ReadArrayNext());

    long Decoder.ReadMapStart() => Count(ReadMapStart());

    long Decoder.ReadMapNext() => Count(ReadMapNext());

    byte[] Decoder.ReadBytes() => ReadCounted();

    string Decoder.ReadString() => System.Text.Encoding.UTF8.GetString(ReadCounted());

    private long Count(long items)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        return items >= 0 ? Spend(items) : throw new AvroException($"it says that {items} items follow");
    }

    private long Spend(long values)
    {
        _left -= values;
        return _left >= 0 ? values : throw new AvroException($"it has more than {MaximumEmptyValues} values of no bytes");
    }

    private byte[] ReadCounted()
    {
        var length = ReadLong();
        if (length < 0 || length > stream.Length - stream.Position)
        {
            throw new AvroException($"it says that {length} bytes follow, and {stream.Length - stream.Position} do");
        }

        var bytes = new byte[length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
