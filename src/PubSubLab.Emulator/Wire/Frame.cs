using System.Buffers;
using Grpc.Core;

namespace PubSubLab.Emulator.Wire;

/// <summary>A request as bytes, mostly in a pooled buffer. Its handler disposes it.</summary>
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

    // The pool keeps what comes back to it; a few requests of 10 MB would fill the memory with empty buffers.
    private const int LargestPooled = 1 << 20;

    private static Frame Read(DeserializationContext context)
    {
        var isPooled = context.PayloadLength <= LargestPooled;
        var buffer = isPooled ? ArrayPool<byte>.Shared.Rent(context.PayloadLength) : GC.AllocateUninitializedArray<byte>(context.PayloadLength);
        context.PayloadAsReadOnlySequence().CopyTo(buffer);
        return new Frame(buffer, context.PayloadLength, isPooled);
    }
}
