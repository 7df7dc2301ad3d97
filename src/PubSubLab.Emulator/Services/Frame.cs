using System.Buffers;
using Grpc.Core;

namespace PubSubLab.Emulator.Services;

/// <summary>A request as its bytes, mostly in a buffer from the pool. Whoever handles it disposes it.</summary>
internal sealed class Frame : IDisposable
{
    private readonly bool _isPooled;
    private byte[] _buffer;

    private Frame(byte[] buffer, int length, bool isPooled)
    {
        _buffer = buffer;
        _isPooled = isPooled;
        Length = length;
    }

    public static Marshaller<Frame> Marshaller { get; } = new(
        static (_, _) => throw new NotSupportedException("A frame is only received."),
        Read);

    public int Length { get; }

    public byte[] Buffer => _buffer;

    public ReadOnlySpan<byte> Bytes => _buffer.AsSpan(0, Length);

    public static Frame FromBytes(byte[] bytes) => new(bytes, bytes.Length, isPooled: false);

    public void Dispose()
    {
        var buffer = _buffer;
        _buffer = [];
        if (_isPooled && buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static Frame Read(DeserializationContext context)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(context.PayloadLength);
        context.PayloadAsReadOnlySequence().CopyTo(buffer);
        return new Frame(buffer, context.PayloadLength, isPooled: true);
    }
}
