using System.Diagnostics.CodeAnalysis;

namespace PubSubLab.Emulator.Engine;

/// <summary>A queue of messages that counts what it holds.</summary>
internal sealed class MessageQueue(HeldBytes held)
{
    private readonly ChunkedQueue<StoredMessage> _messages = new();

    public int Count => _messages.Count;

    public bool TryPeek([MaybeNullWhen(false)] out StoredMessage message) => _messages.TryPeek(out message);

    public void Enqueue(StoredMessage message)
    {
        held.Hold(message, HeldBytes.Reference);
        _messages.Enqueue(message);
    }

    public bool TryDequeue([MaybeNullWhen(false)] out StoredMessage message)
    {
        if (!_messages.TryDequeue(out message))
        {
            return false;
        }

        held.Release(message, HeldBytes.Reference);
        return true;
    }

    public void Clear()
    {
        foreach (var message in _messages.Items())
        {
            held.Release(message, HeldBytes.Reference);
        }

        _messages.Clear();
    }

    public IEnumerable<StoredMessage> Items() => _messages.Items();
}
