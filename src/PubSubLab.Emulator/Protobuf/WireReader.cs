using PubSubLab.Emulator.Resources;

namespace PubSubLab.Emulator.Protobuf;

/// <summary>
/// Reads protobuf fields out of bytes without making objects of them (Protocol Buffers documentation, "Encoding").
/// Malformed input ends the walk with <see cref="Failed"/>.
/// </summary>
internal ref struct WireReader(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    /// <summary>Offset of the next byte.</summary>
    public int Position { get; private set; }

    /// <summary>Whether the bytes were not a protobuf message.</summary>
    public bool Failed { get; private set; }

    /// <summary>Number of the field just read.</summary>
    public int Field { get; private set; }

    /// <summary>The value of a varint or fixed field just read.</summary>
    public ulong Number { get; private set; }

    /// <summary>Whether the field just read is length-delimited.</summary>
    public bool IsBytes { get; private set; }

    /// <summary>Offset of the length-delimited value just read.</summary>
    public int Start { get; private set; }

    /// <summary>The length-delimited value just read.</summary>
    public ReadOnlySpan<byte> Value { get; private set; }

    /// <summary>Moves to the next field; false at the end, and when the bytes are malformed.</summary>
    public bool Read()
    {
        if (Failed || Position >= _bytes.Length)
        {
            return false;
        }

        if (!TryVarint(out var tag) || tag >> 3 is 0 or > 0x1FFFFFFF)
        {
            return Fail();
        }

        Field = (int)(tag >> 3);
        IsBytes = false;
        switch (tag & 7)
        {
            case 0:
                if (!TryVarint(out var number))
                {
                    return Fail();
                }

                Number = number;
                return true;
            case 1:
                return Fixed(8);
            case 5:
                return Fixed(4);
            case 2:
                if (!TryVarint(out var length) || length > (ulong)(_bytes.Length - Position))
                {
                    return Fail();
                }

                IsBytes = true;
                Start = Position;
                Value = _bytes.Slice(Position, (int)length);
                Position += (int)length;
                return true;
            default:
                return Fail();
        }
    }

    private bool Fixed(int size)
    {
        if (_bytes.Length - Position < size)
        {
            return Fail();
        }

        Position += size;
        return true;
    }

    /// <summary>Takes a varint off the front of <paramref name="bytes"/>.</summary>
    public static bool TryVarint(ref ReadOnlySpan<byte> bytes, out ulong value)
    {
        value = 0;
        for (var i = 0; i < bytes.Length && i < 10; i++)
        {
            value |= (ulong)(bytes[i] & 0x7F) << (i * 7);
            if (bytes[i] < 0x80)
            {
                bytes = bytes[(i + 1)..];
                return true;
            }
        }

        return false;
    }

    private bool TryVarint(out ulong value)
    {
        value = 0;
        for (var shift = 0; shift < 64 && Position < _bytes.Length; shift += 7)
        {
            var b = _bytes[Position++];
            value |= (ulong)(b & 0x7F) << shift;
            if (b < 0x80)
            {
                return true;
            }
        }

        return false;
    }

    private bool Fail()
    {
        Failed = true;
        return false;
    }
}
