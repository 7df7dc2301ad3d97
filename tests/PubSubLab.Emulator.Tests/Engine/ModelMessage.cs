namespace PubSubLab.Emulator.Tests.Engine;

/// <summary>The model's state of one message in one subscription.</summary>
internal sealed class ModelMessage(long id, long publishTime, string key, byte[] body)
{
    public long Id { get; } = id;

    public long PublishTime { get; } = publishTime;

    public string Key { get; } = key;

    public byte[] Body { get; } = body;

    public ModelState State { get; set; }

    public int Failures { get; set; }

    /// <summary>Not to be sent before.</summary>
    public long NotBefore { get; set; }

    public string AckId { get; set; } = "";

    public long Deadline { get; set; }

    public ModelConsumer? Consumer { get; set; }
}

internal enum ModelState
{
    Waiting,
    Out,
    Acknowledged,
    DeadLettered,
    Expired,
}
