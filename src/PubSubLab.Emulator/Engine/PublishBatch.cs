namespace PubSubLab.Emulator.Engine;

/// <summary>Checked messages of one publish request, as slices of the request's bytes.</summary>
internal sealed class PublishBatch
{
    private readonly List<(int Start, int Length)> _slices = [];
    private byte[] _buffer = [];

    public int Count => _slices.Count;

    public void Reset(byte[] buffer)
    {
        _buffer = buffer;
        _slices.Clear();
        Rebuilt.Clear();
        Filtered.Clear();
        Notes.Clear();
    }

    public void Add(int start, int length) => _slices.Add((start, length));

    /// <summary>Messages that could not be stored as they came, by index.</summary>
    public Dictionary<int, byte[]> Rebuilt { get; } = [];

    /// <summary>Messages that a transform of the topic filtered out: they have an id and are not stored.</summary>
    public HashSet<int> Filtered { get; } = [];

    /// <summary>The effect of the topic's transforms on each message, for observers; empty without transforms.</summary>
    public List<string> Notes { get; } = [];

    public ReadOnlySpan<byte> this[int index] =>
        Rebuilt.Count > 0 && Rebuilt.TryGetValue(index, out var body) ? body : _buffer.AsSpan(_slices[index].Start, _slices[index].Length);
}
