namespace PubSubLab.Emulator.Protobuf;

/// <summary>Writes protobuf by hand for the few messages that pass by the hundred thousand.</summary>
internal static class WireWriter
{
    public const byte BytesField1 = (1 << 3) | 2;
    public const byte BytesField2 = (2 << 3) | 2;

    public static int VarintLength(ulong value) => value == 0 ? 1 : ((63 - System.Numerics.BitOperations.LeadingZeroCount(value)) / 7) + 1;

    public static int WriteVarint(Span<byte> destination, ulong value)
    {
        var i = 0;
        while (value >= 0x80)
        {
            destination[i++] = (byte)(value | 0x80);
            value >>= 7;
        }

        destination[i++] = (byte)value;
        return i;
    }
}
