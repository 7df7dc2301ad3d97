using System.Buffers;
using Grpc.Core;
using PubSubLab.Emulator.Protobuf;

namespace PubSubLab.Emulator.Wire;

/// <summary>google.pubsub.v1.PublishResponse: ids that count up from the first.</summary>
internal sealed record PublishReply(long FirstId, int Count)
{
    public static Marshaller<PublishReply> Marshaller { get; } = new(
        static (reply, context) => reply.Write(context),
        static _ => throw new NotSupportedException("A reply is only sent."));

    private void Write(SerializationContext context)
    {
        var length = 0;
        for (var i = 0; i < Count; i++)
        {
            length += 2 + Digits(FirstId + i);
        }

        context.SetPayloadLength(length);
        var writer = context.GetBufferWriter();
        for (var i = 0; i < Count; i++)
        {
            var span = writer.GetSpan(22);
            _ = (FirstId + i).TryFormat(span[2..], out var digits);
            span[0] = WireWriter.BytesField1;
            span[1] = (byte)digits;
            writer.Advance(2 + digits);
        }

        context.Complete();
    }

    private static int Digits(long id)
    {
        Span<byte> digits = stackalloc byte[20];
        _ = id.TryFormat(digits, out var length);
        return length;
    }
}
