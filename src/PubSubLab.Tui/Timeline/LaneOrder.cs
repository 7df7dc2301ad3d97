using PubSubLab.Lab.Journal;

namespace PubSubLab.Tui.Timeline;

/// <summary>The lanes in their order. While a bar is selected they keep it, so that the bar stays where the person looks.</summary>
internal sealed class LaneOrder
{
    private Dictionary<(string Worker, int Slot), int> _places = [];

    /// <summary>The lanes at the last look.</summary>
    public IReadOnlyList<Lane> Lanes { get; private set; } = [];

    /// <summary>Puts the lanes in order.</summary>
    /// <param name="lanes">The lanes by worker.</param>
    /// <param name="room">Number of lanes in sight.</param>
    /// <param name="keeps">Whether the order of the last time stays; new lanes go below then.</param>
    public IReadOnlyList<Lane> Of(IReadOnlyList<Lane> lanes, int room, bool keeps)
    {
        var ordered = TimelineView.Share(lanes, room);
        if (keeps)
        {
            var kept = ordered.OrderBy(l => _places.GetValueOrDefault(Key(l), int.MaxValue)).ToList();
            ordered = [.. kept.Select((l, i) => l with { IsFirst = i == 0 || kept[i - 1].Worker != l.Worker })];
        }

        _places = ordered.Select((l, i) => (Key: Key(l), Place: i)).ToDictionary(l => l.Key, l => l.Place);
        return Lanes = ordered;
    }

    /// <summary>Place of the lane with a bar; -1 for none.</summary>
    public int IndexOf(HandlingSpan bar) => Lanes.ToList().FindIndex(l => l.Spans.Any(s => TimelineView.Same(s, bar)));

    /// <summary>Place of the first lane with a bar of a message; -1 for none.</summary>
    public int IndexOf(LabMessage message) => Lanes.ToList().FindIndex(l => l.Spans.Any(s => ReferenceEquals(s.Message, message)));

    /// <summary>The bar at the time of another in the next lane that has any; null for none.</summary>
    public HandlingSpan? Beside(HandlingSpan bar, int step)
    {
        for (var lane = IndexOf(bar) + step; lane >= 0 && lane < Lanes.Count; lane += step)
        {
            if (Lanes[lane].Spans.MinBy(s => (s.Start - bar.Start).Duration()) is { } nearest)
            {
                return nearest;
            }
        }

        return null;
    }

    // An idle worker's one lane becomes its first.
    private static (string Worker, int Slot) Key(Lane lane) => (lane.Worker, lane.Spans.Count == 0 ? 0 : lane.Spans[0].Slot);
}
