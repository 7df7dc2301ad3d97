using System.Buffers.Binary;
using System.Text;

namespace PubSubLab.Emulator.Tests.Hostile;

/// <summary>Writes HTTP/2 byte by byte (RFC 9113, section 4.1), also what no client would send.</summary>
internal sealed class Http2Frames
{
    public const byte Data = 0;
    public const byte Headers = 1;
    public const byte Priority = 2;
    public const byte Reset = 3;
    public const byte Settings = 4;
    public const byte Ping = 6;
    public const byte WindowUpdate = 8;
    public const byte Continuation = 9;

    public const byte EndStream = 1;
    public const byte EndHeaders = 4;

    private readonly List<byte> _bytes = [];

    /// <summary>The preface and empty settings.</summary>
    public Http2Frames() => Raw("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8).Frame(Settings, 0, 0, []);

    public byte[] ToArray() => [.. _bytes];

    public Http2Frames Raw(ReadOnlySpan<byte> bytes)
    {
        _bytes.AddRange(bytes);
        return this;
    }

    public Http2Frames Frame(byte type, byte flags, int stream, ReadOnlySpan<byte> payload)
    {
        Span<byte> head = stackalloc byte[9];
        head[0] = (byte)(payload.Length >> 16);
        BinaryPrimitives.WriteUInt16BigEndian(head[1..], (ushort)payload.Length);
        head[3] = type;
        head[4] = flags;
        BinaryPrimitives.WriteInt32BigEndian(head[5..], stream);
        return Raw(head).Raw(payload);
    }

    /// <summary>The headers of a call, as literals without an index (RFC 7541, section 6.2.2).</summary>
    public static byte[] Call(string path)
    {
        var bytes = new List<byte>();
        foreach (var (name, value) in new[] { (":method", "POST"), (":scheme", "http"), (":path", path), (":authority", "localhost"), ("te", "trailers"), ("content-type", "application/grpc") })
        {
            bytes.AddRange([0, (byte)name.Length, .. Encoding.ASCII.GetBytes(name), (byte)value.Length, .. Encoding.ASCII.GetBytes(value)]);
        }

        return [.. bytes];
    }

    /// <summary>One header with a value of 100 bytes.</summary>
    public static byte[] LargeHeader(int number) => [0, 5, .. Encoding.ASCII.GetBytes($"x{number % 10_000:D4}"), 100, .. Enumerable.Repeat((byte)'y', 100)];
}
