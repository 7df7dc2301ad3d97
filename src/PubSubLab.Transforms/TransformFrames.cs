using System.Buffers.Binary;
using System.Text;

namespace PubSubLab.Transforms;

/// <summary>Frames between the emulator and the process that runs functions: four bytes of length, then the content.</summary>
internal static class TransformFrames
{
    private const int Header = 4;

    /// <summary>A whole frame.</summary>
    public static byte[] Build(Action<BinaryWriter> write)
    {
        using var buffer = new MemoryStream();
        buffer.SetLength(Header);
        buffer.Position = Header;
        using var writer = new BinaryWriter(buffer, Encoding.UTF8);
        write(writer);
        writer.Flush();
        var frame = buffer.ToArray();
        BinaryPrimitives.WriteInt32LittleEndian(frame, frame.Length - Header);
        return frame;
    }

    /// <summary>Reads a frame; null where the stream ends before one is whole.</summary>
    public static T? Read<T>(Stream stream, Func<BinaryReader, T> read)
        where T : class
    {
        Span<byte> header = stackalloc byte[Header];
        if (stream.ReadAtLeast(header, Header, throwOnEndOfStream: false) < Header)
        {
            return null;
        }

        var content = new byte[BinaryPrimitives.ReadInt32LittleEndian(header)];
        return stream.ReadAtLeast(content, content.Length, throwOnEndOfStream: false) < content.Length ? null : Parse(content, read);
    }

    /// <inheritdoc cref="Read{T}"/>
    public static async Task<T?> ReadAsync<T>(Stream stream, Func<BinaryReader, T> read, CancellationToken cancellation)
        where T : class
    {
        var header = new byte[Header];
        if (await stream.ReadAtLeastAsync(header, Header, throwOnEndOfStream: false, cancellation) < Header)
        {
            return null;
        }

        var content = new byte[BinaryPrimitives.ReadInt32LittleEndian(header)];
        return await stream.ReadAtLeastAsync(content, content.Length, throwOnEndOfStream: false, cancellation) < content.Length ? null : Parse(content, read);
    }

    private static T Parse<T>(byte[] content, Func<BinaryReader, T> read)
    {
        using var reader = new BinaryReader(new MemoryStream(content, writable: false), Encoding.UTF8);
        return read(reader);
    }
}
