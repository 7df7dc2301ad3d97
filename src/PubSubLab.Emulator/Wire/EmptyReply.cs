using Grpc.Core;

namespace PubSubLab.Emulator.Wire;

/// <summary>google.protobuf.Empty.</summary>
internal sealed class EmptyReply
{
    public static EmptyReply Instance { get; } = new();

    public static Marshaller<EmptyReply> Marshaller { get; } = new(
        static (_, context) => context.Complete([]),
        static _ => throw new NotSupportedException("A reply is only sent."));
}
