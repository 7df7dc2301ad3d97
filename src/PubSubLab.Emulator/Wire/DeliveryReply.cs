using System.Buffers;
using Grpc.Core;
using PubSubLab.Emulator.Engine;
using PubSubLab.Emulator.Protobuf;

namespace PubSubLab.Emulator.Wire;

/// <summary>
/// google.pubsub.v1.StreamingPullResponse, and PullResponse, which has the messages under the same number. Stored messages
/// are copied as they are.
/// </summary>
internal sealed class DeliveryReply
{
    private const byte AttemptField3 = 3 << 3;
    private const int LargestHead = 2 + AckId.MaximumLength + 24;

    public static Marshaller<DeliveryReply> Marshaller { get; } = new(
        static (reply, context) => reply.Write(context),
        static _ => throw new NotSupportedException("A reply is only sent."));

    public DeliveryBatch Batch { get; } = new();

    /// <summary>The fields other than messages, serialised; null when there are none.</summary>
    public byte[]? Extra { get; set; }

    public bool IsEmpty => Batch.Count == 0 && Extra is null;

    public void Clear()
    {
        Batch.Clear();
        Extra = null;
    }

    private static int Length(in DeliveryBatch.Item item) =>
        2 + item.AckId.WireLength + 1 + WireWriter.VarintLength((ulong)item.Message.Size) + item.Message.Size +
        (item.Attempt == 0 ? 0 : 1 + WireWriter.VarintLength((ulong)item.Attempt));

    private void Write(SerializationContext context)
    {
        var total = Extra?.Length ?? 0;
        foreach (ref readonly var item in System.Runtime.InteropServices.CollectionsMarshal.AsSpan(Batch.Items))
        {
            var length = Length(item);
            total += 1 + WireWriter.VarintLength((ulong)length) + length;
        }

        context.SetPayloadLength(total);
        var writer = context.GetBufferWriter();
        if (Extra is not null)
        {
            writer.Write(Extra);
        }

        foreach (ref readonly var item in System.Runtime.InteropServices.CollectionsMarshal.AsSpan(Batch.Items))
        {
            Write(writer, item);
        }

        context.Complete();
    }

    private static void Write(IBufferWriter<byte> writer, in DeliveryBatch.Item item)
    {
        var span = writer.GetSpan(LargestHead);
        var at = 0;
        span[at++] = WireWriter.BytesField1;
        at += WireWriter.WriteVarint(span[at..], (ulong)Length(item));
        span[at++] = WireWriter.BytesField1;
        var idLength = item.AckId.WireLength;
        span[at++] = (byte)idLength;
        item.AckId.Write(span.Slice(at, idLength));
        at += idLength;
        span[at++] = WireWriter.BytesField2;
        at += WireWriter.WriteVarint(span[at..], (ulong)item.Message.Size);
        writer.Advance(at);
        writer.Write(item.Message.Wire);
        if (item.Attempt > 0)
        {
            span = writer.GetSpan(11);
            span[0] = AttemptField3;
            writer.Advance(1 + WireWriter.WriteVarint(span[1..], (ulong)item.Attempt));
        }
    }
}
