using System.Runtime.InteropServices;
using System.Text;
using PubSubLab.Emulator.Protobuf;

namespace PubSubLab.Emulator.Filters;

/// <summary>
/// The attributes of one message as spans over one buffer, so that matching allocates nothing. One writer uses it again
/// for every message.
/// </summary>
internal sealed class AttributeSet
{
    private char[] _chars = new char[256];
    private Slot[] _slots = new Slot[8];
    private int _used;

    public int Count { get; private set; }

    public ReadOnlySpan<char> Key(int index) => _chars.AsSpan(_slots[index].Key, _slots[index].KeyLength);

    public ReadOnlySpan<char> Value(int index) => _chars.AsSpan(_slots[index].Key + _slots[index].KeyLength, _slots[index].ValueLength);

    /// <summary>Takes over the attributes of a serialised PubsubMessage that was checked at publish.</summary>
    public void Load(ReadOnlySpan<byte> wire)
    {
        Clear();
        var reader = new WireReader(wire);
        while (reader.Read())
        {
            if (reader is { Field: MessageFields.Attributes, IsBytes: true } &&
                MessageFields.TryReadAttribute(reader.Value, out var key, out var value))
            {
                Reserve(key.Length + value.Length);
                var keyLength = Encoding.UTF8.GetChars(key, _chars.AsSpan(_used));
                var valueLength = Encoding.UTF8.GetChars(value, _chars.AsSpan(_used + keyLength));
                Append(keyLength, valueLength);
            }
        }
    }

    public void Add(string key, string value)
    {
        Reserve(key.Length + value.Length);
        key.CopyTo(_chars.AsSpan(_used));
        value.CopyTo(_chars.AsSpan(_used + key.Length));
        Append(key.Length, value.Length);
    }

    public void Clear()
    {
        Count = 0;
        _used = 0;
    }

    public bool TryGet(ReadOnlySpan<char> key, out ReadOnlySpan<char> value)
    {
        for (var i = 0; i < Count; i++)
        {
            if (Key(i).SequenceEqual(key))
            {
                value = Value(i);
                return true;
            }
        }

        value = default;
        return false;
    }

    private void Append(int keyLength, int valueLength)
    {
        var key = _chars.AsSpan(_used, keyLength);
        var index = Count;
        for (var i = 0; i < Count; i++)
        {
            // A key that is on the wire twice has its last value, as in any protobuf map.
            if (Key(i).SequenceEqual(key))
            {
                index = i;
            }
        }

        if (index == _slots.Length)
        {
            Array.Resize(ref _slots, _slots.Length * 2);
        }

        _slots[index] = new Slot(_used, keyLength, valueLength);
        Count = Math.Max(Count, index + 1);
        _used += keyLength + valueLength;
    }

    private void Reserve(int more)
    {
        if (_used + more > _chars.Length)
        {
            Array.Resize(ref _chars, Math.Max(_used + more, _chars.Length * 2));
        }
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Slot(int Key, int KeyLength, int ValueLength);
}
