
using PubSubLab.Emulator.Engine;

namespace PubSubLab.Emulator.Tests.Engine;

/// <summary>A consumer, and what the model says is outstanding with it.</summary>
internal sealed class ModelConsumer(Consumer consumer)
{
    public Consumer Consumer { get; } = consumer;

    public bool IsAttached { get; set; } = true;

    public long Outstanding { get; set; }

    public long Bytes { get; set; }

    public bool HasRoom => IsAttached && (Consumer.MaxMessages <= 0 || Outstanding < Consumer.MaxMessages) && (Consumer.MaxBytes <= 0 || Bytes < Consumer.MaxBytes);
}
