namespace PubSubLab.Transforms;

/// <summary>A message as a function gets it, or as it returned it.</summary>
internal sealed record TransformMessage
{
    public required ReadOnlyMemory<byte> Data { get; init; }

    public required IReadOnlyDictionary<string, string> Attributes { get; init; }

    /// <summary>The message id; null where the message has none yet.</summary>
    public string? MessageId { get; init; }

    /// <summary>The publish time as the function sees it; null where the message has none yet.</summary>
    public string? PublishTime { get; init; }

    public string OrderingKey { get; init; } = "";

    internal void Write(BinaryWriter writer)
    {
        writer.Write(Data.Length);
        writer.Write(Data.Span);
        writer.Write(Attributes.Count);
        foreach (var (key, value) in Attributes)
        {
            writer.Write(key);
            writer.Write(value);
        }

        writer.Write(MessageId ?? "");
        writer.Write(PublishTime ?? "");
        writer.Write(OrderingKey);
    }

    internal static TransformMessage Read(BinaryReader reader)
    {
        var data = reader.ReadBytes(reader.ReadInt32());
        var count = reader.ReadInt32();
        var attributes = new Dictionary<string, string>(count, StringComparer.Ordinal);
        for (var i = 0; i < count; i++)
        {
            attributes.Add(reader.ReadString(), reader.ReadString());
        }

        return new TransformMessage
        {
            Data = data,
            Attributes = attributes,
            MessageId = reader.ReadString() is { Length: > 0 } id ? id : null,
            PublishTime = reader.ReadString() is { Length: > 0 } time ? time : null,
            OrderingKey = reader.ReadString(),
        };
    }
}
