using System.Buffers.Binary;
using System.Security.Cryptography;

namespace PubSubLab.Lab.Routing;

/// <summary>Values computed from a user's UUID.</summary>
public static class UserKey
{
    /// <summary>A user to show how one is written, and to try with.</summary>
    public const string Example = "12345678-1234-5678-1234-567812345678";

    private const int Bytes = 16;

    /// <summary>Reads a UUID as a person writes it.</summary>
    /// <exception cref="LabException">It is none.</exception>
    public static Guid Parse(string text) => Guid.TryParseExact(text.Trim(), "D", out var user)
        ? user
        : throw new LabException($"'{text}' is not a UUID. Write it as {Example}.");

    /// <summary>The UUID as a 128-bit number, in its own order, which is big-endian (RFC 9562, section 4); Guid keeps its first three fields in the machine's.</summary>
    public static UInt128 NumberOf(Guid user)
    {
        Span<byte> bytes = stackalloc byte[Bytes];
        user.TryWriteBytes(bytes, bigEndian: true, out _);
        return BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }

    /// <summary>
    /// SHA-256 of the UUID, 64 lower-case hexadecimal digits. Hashed, because UUIDs of version 7 that were made in the same hour all begin alike.
    /// </summary>
    public static string HashOf(Guid user)
    {
        Span<byte> bytes = stackalloc byte[Bytes];
        user.TryWriteBytes(bytes, bigEndian: true, out _);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes, hash);
        return Convert.ToHexStringLower(hash);
    }
}
