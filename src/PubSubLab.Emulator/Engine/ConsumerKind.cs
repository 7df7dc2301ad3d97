namespace PubSubLab.Emulator.Engine;

internal enum ConsumerKind
{
    /// <summary>A StreamingPull stream.</summary>
    Stream,

    /// <summary>One unary Pull: takes what it gets once and leaves.</summary>
    Pull,

    /// <summary>The deliverer of a push subscription; one message of an ordering key at a time.</summary>
    Push,
}
