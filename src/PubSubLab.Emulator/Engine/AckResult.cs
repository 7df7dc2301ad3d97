namespace PubSubLab.Emulator.Engine;

internal enum AckResult
{
    Done,

    /// <summary>The ack id is not of the delivery that is outstanding now.</summary>
    Stale,

    /// <summary>An earlier message of the ordering key is not acknowledged yet (exactly-once delivery).</summary>
    OutOfOrder,
}
