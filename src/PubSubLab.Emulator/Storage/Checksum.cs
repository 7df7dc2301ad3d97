using System.Buffers.Binary;
using System.Numerics;

namespace PubSubLab.Emulator.Storage;

/// <summary>CRC-32C of a stored message with its id: finds bytes that a disk changed, and a message under a wrong id.</summary>
internal static class Checksum
{
    public static uint Of(long id, ReadOnlySpan<byte> bytes)
    {
        var crc = BitOperations.Crc32C(~0u, (ulong)id);
        while (bytes.Length >= sizeof(ulong))
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[sizeof(ulong)..];
        }

        foreach (var value in bytes)
        {
            crc = BitOperations.Crc32C(crc, value);
        }

        return ~crc;
    }
}
