using System.Buffers;
using Grpc.Core;

namespace PubSubLab.Emulator.Services;

/// <summary>A request as its bytes, in a buffer from the pool. Whoever handles it disposes it.</summary>
internal sealed class Frame : IDisposable
{
    private byte[] _buffer;

    private Frame(byte[] buffer, int length)
    {
        _buffer = buffer;
        Length = length;
    }

    public static Marshaller<Frame> Marshaller { get; } = new(
        static (_, _) => throw new NotSupportedException("A frame is only received."),
        Read);

    public int Length { get; }

    public byte[] Buffer => _buffer;

    public ReadOnlySpan<byte> Bytes => _buffer.AsSpan(0, Length);

    public static Frame FromBytes(byte[] bytes) => new(bytes, bytes.Length);

    public void Dispose()
    {
        var buffer = _buffer;
        _buffer = [];
        if (buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static Frame Read(DeserializationContext context)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(context.PayloadLength);
        context.PayloadAsReadOnlySequence().CopyTo(buffer);
        return new Frame(buffer, context.PayloadLength);
    }
}
