namespace PubSubLab.Tui.Log;

/// <summary>The filters that were used, the newest last, and where Up and Down are in them. It knows no screen.</summary>
internal sealed class FilterHistory
{
    /// <summary>Number of stored filters.</summary>
    public const int Most = 50;

    private readonly List<string> _used = [];

    // Behind the newest: what is being typed, which Down comes back to.
    private int _at;
    private string _typed = "";

    /// <summary>All, the newest last.</summary>
    public IReadOnlyList<string> Used => _used;

    /// <summary>The one that was used last; empty where none was.</summary>
    public string Last => _used.Count > 0 ? _used[^1] : "";

    /// <summary>Takes in filters that were used before.</summary>
    public void Take(IEnumerable<string> used)
    {
        foreach (var filter in used)
        {
            Add(filter);
        }
    }

    /// <summary>A filter was used; one that was used before moves to the end.</summary>
    public void Add(string filter)
    {
        if (!string.IsNullOrWhiteSpace(filter))
        {
            _used.Remove(filter);
            _used.Add(filter);
            _used.RemoveRange(0, Math.Max(0, _used.Count - Most));
        }

        _at = _used.Count;
    }

    /// <summary>A filter is being typed; Up goes to the newest one that is another.</summary>
    public void Begin(string typed)
    {
        // The newest one that is offered again is one of them; behind it is nothing.
        (_typed, _at) = typed.Length > 0 && typed == Last ? ("", _used.Count - 1) : (typed, _used.Count);
    }

    /// <summary>The one before, or with a positive step the next; what was typed behind the newest.</summary>
    /// <param name="step">-1 or 1.</param>
    /// <param name="typed">The field's text.</param>
    public string Go(int step, string typed)
    {
        if (_at == _used.Count)
        {
            _typed = typed;
        }

        _at = Math.Clamp(_at + step, 0, _used.Count);
        return _at == _used.Count ? _typed : _used[_at];
    }
}
