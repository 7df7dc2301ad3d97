namespace PubSubLab.Transforms;

/// <summary>
/// Functions and the messages that go through them, answered with one outcome for each message. Without messages the functions are
/// checked, and one outcome answers. A request stands alone, so a process that was started again needs nothing from before.
/// </summary>
/// <param name="Functions">The functions in their order.</param>
/// <param name="Messages">The messages.</param>
/// <param name="Now">The time that the functions see, in UTC ticks.</param>
/// <param name="Steps">Whether an outcome has the message after each function.</param>
internal sealed record TransformRequest(IReadOnlyList<TransformFunction> Functions, IReadOnlyList<TransformMessage> Messages, long Now, bool Steps)
{
    public void Write(BinaryWriter writer)
    {
        writer.Write(Functions.Count);
        foreach (var function in Functions)
        {
            writer.Write(function.Name);
            writer.Write(function.Code);
        }

        writer.Write(Now);
        writer.Write(Steps);
        writer.Write(Messages.Count);
        foreach (var message in Messages)
        {
            message.Write(writer);
        }
    }

    public static TransformRequest Read(BinaryReader reader)
    {
        var functions = new TransformFunction[reader.ReadInt32()];
        for (var i = 0; i < functions.Length; i++)
        {
            functions[i] = new TransformFunction(reader.ReadString(), reader.ReadString());
        }

        var now = reader.ReadInt64();
        var steps = reader.ReadBoolean();
        var messages = new TransformMessage[reader.ReadInt32()];
        for (var i = 0; i < messages.Length; i++)
        {
            messages[i] = TransformMessage.Read(reader);
        }

        return new TransformRequest(functions, messages, now, steps);
    }
}
