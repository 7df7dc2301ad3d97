namespace PubSubLab.Transforms;

/// <summary>The end of one message's way through the functions.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Function">Index of the function that ended it; the last one where all returned a message.</param>
/// <param name="Messages">The message after each function that returned one. Only the last one unless all steps were asked for.</param>
/// <param name="Reason">Why the function failed: a clause whose subject is the function.</param>
internal sealed record TransformOutcome(TransformKind Kind, int Function, IReadOnlyList<TransformMessage> Messages, string? Reason)
{
    public static TransformOutcome Failure(int function, string reason) => new(TransformKind.Failed, function, [], reason);

    /// <summary>The processor time that the functions took.</summary>
    public TimeSpan Processor { get; init; }

    internal void Write(BinaryWriter writer)
    {
        writer.Write(Processor.Ticks);
        writer.Write((byte)Kind);
        writer.Write(Function);
        writer.Write(Reason ?? "");
        writer.Write(Messages.Count);
        foreach (var message in Messages)
        {
            message.Write(writer);
        }
    }

    internal static TransformOutcome Read(BinaryReader reader)
    {
        var processor = new TimeSpan(reader.ReadInt64());
        var kind = (TransformKind)reader.ReadByte();
        var function = reader.ReadInt32();
        var reason = reader.ReadString();
        var messages = new TransformMessage[reader.ReadInt32()];
        for (var i = 0; i < messages.Length; i++)
        {
            messages[i] = TransformMessage.Read(reader);
        }

        return new TransformOutcome(kind, function, messages, reason.Length > 0 ? reason : null) { Processor = processor };
    }
}
