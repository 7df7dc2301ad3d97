namespace PubSubLab.Lab.Journal;

/// <summary>
/// The newest events, 32 bytes each beside what they share. It grows in pieces that the garbage collector moves like anything else; one array
/// that doubles would leave as much again behind.
/// </summary>
internal sealed class EventRing(int capacity)
{
    private const int PieceSize = 2_048;
    private const int AttemptBits = 24;
    private const int MostAttempts = (1 << AttemptBits) - 1;

    /// <summary>Limit of interned data: the same handling time repeats often.</summary>
    private const int MostData = 4_096;

    private readonly List<Row[]> _pieces = [];
    private readonly List<(string? Worker, string? Subscription)> _places = [(null, null)];
    private readonly Dictionary<(string? Worker, string? Subscription), int> _indexOfPlace = new() { [(null, null)] = 0 };
    private readonly Known<EventData> _data = new(MostData);

    /// <summary>Puts an event into its slot, in place of the one that is let go.</summary>
    public void Put(in LabEvent e)
    {
        var slot = SlotOf(e.Sequence);
        if (slot / PieceSize == _pieces.Count)
        {
            _pieces.Add(new Row[Math.Min(PieceSize, capacity - slot)]);
        }

        RowAt(slot) = new Row(e.Message, e.Data is null ? null : _data.Once(e.Data), e.At, PlaceOf(e.Worker, e.Subscription), ((int)e.Kind << AttemptBits) | Math.Min(e.Attempt, MostAttempts));
    }

    /// <summary>The event of a kept sequence.</summary>
    public LabEvent this[long sequence]
    {
        get
        {
            ref readonly var row = ref RowAt(SlotOf(sequence));
            var (worker, subscription) = _places[row.Place];
            return new LabEvent(
                sequence, row.At, (LabEventKind)(row.KindAndAttempt >> AttemptBits), row.Message, worker, subscription, row.KindAndAttempt & MostAttempts, row.Data);
        }
    }

    /// <summary>The message of a kept sequence.</summary>
    public LabMessage? MessageAt(long sequence) => RowAt(SlotOf(sequence)).Message;

    private int SlotOf(long sequence) => (int)((sequence - 1) % capacity);

    private ref Row RowAt(int slot) => ref _pieces[slot / PieceSize][slot % PieceSize];

    private int PlaceOf(string? worker, string? subscription)
    {
        if (!_indexOfPlace.TryGetValue((worker, subscription), out var place))
        {
            place = _places.Count;
            _places.Add((worker, subscription));
            _indexOfPlace.Add((worker, subscription), place);
        }

        return place;
    }

    /// <summary>An event as it is kept: the sequence is its place, worker and subscription are an index, kind and attempt share a number.</summary>
    private readonly record struct Row(LabMessage? Message, EventData? Data, TimeSpan At, int Place, int KindAndAttempt);
}
