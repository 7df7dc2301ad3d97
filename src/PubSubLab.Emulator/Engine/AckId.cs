using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace PubSubLab.Emulator.Engine;

/// <summary>
/// What acknowledges one delivery: the subscription, the place in its table of outstanding messages, and the serial number
/// of the delivery. On the wire it is 32 hexadecimal digits, whose last eight tell a real one from garbage. With a data
/// directory the number of the start follows in eight more, so that an id from before a restart is stale.
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct AckId(uint Subscription, int Slot, uint Serial, uint Start = 0)
{
    /// <summary>Largest length on the wire, in bytes and in characters.</summary>
    public const int MaximumLength = 40;

    private const int LengthWithoutStart = 32;

    /// <summary>Length on the wire, in bytes and in characters.</summary>
    public int WireLength => Start == 0 ? LengthWithoutStart : MaximumLength;

    /// <summary>Writes the wire form; <paramref name="destination"/> takes <see cref="WireLength"/> bytes.</summary>
    public void Write(Span<byte> destination)
    {
        Span<byte> raw = stackalloc byte[MaximumLength / 2];
        BinaryPrimitives.WriteUInt32BigEndian(raw, Subscription);
        BinaryPrimitives.WriteInt32BigEndian(raw[4..], Slot);
        BinaryPrimitives.WriteUInt32BigEndian(raw[8..], Serial);
        BinaryPrimitives.WriteUInt32BigEndian(raw[12..], Check);
        BinaryPrimitives.WriteUInt32BigEndian(raw[16..], Start);
        _ = Convert.TryToHexStringLower(raw[..(WireLength / 2)], destination, out _);
    }

    /// <summary>Reads the wire form; false when it was not made by <see cref="Write"/>.</summary>
    public static bool TryParse(ReadOnlySpan<byte> wire, out AckId id)
    {
        id = default;
        Span<byte> raw = stackalloc byte[MaximumLength / 2];
        raw.Clear();
        if (wire.Length is not (LengthWithoutStart or MaximumLength) || Convert.FromHexString(wire, raw, out _, out _) != OperationStatus.Done)
        {
            return false;
        }

        id = new AckId(
            BinaryPrimitives.ReadUInt32BigEndian(raw),
            BinaryPrimitives.ReadInt32BigEndian(raw[4..]),
            BinaryPrimitives.ReadUInt32BigEndian(raw[8..]),
            BinaryPrimitives.ReadUInt32BigEndian(raw[16..]));
        return BinaryPrimitives.ReadUInt32BigEndian(raw[12..]) == id.Check;
    }

    public override string ToString() => string.Create(WireLength, this, static (chars, id) =>
    {
        Span<byte> wire = stackalloc byte[MaximumLength];
        id.Write(wire);
        System.Text.Encoding.ASCII.GetChars(wire[..chars.Length], chars);
    });

    // Not a secret: it only has to tell an ack id of ours from any other text.
    private uint Check
    {
        get
        {
            var mixed = unchecked((((Subscription + 0x27D4EB2Fu) * 0x9E3779B1u) ^ (uint)Slot) * 0x85EBCA77u ^ Serial) * 0xC2B2AE3Du + (Start * 0x165667B1u);
            return mixed ^ (mixed >> 15);
        }
    }
}
