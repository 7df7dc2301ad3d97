namespace PubSubLab.Tui.Overlays;

/// <summary>The checks of a form's fields: a mistake is told beside its field as it is typed, and below the form once it stopped the person.</summary>
internal sealed class FieldChecks
{
    private readonly List<FieldCheck> _all = [];
    private FieldCheck? _stopped;

    /// <summary>Adds a field's check.</summary>
    public void Add(FieldCheck check) => _all.Add(check);

    /// <summary>Looks for a mistake before the form does what it is for.</summary>
    /// <returns>Whether there is one.</returns>
    public bool Stop()
    {
        _stopped = _all.Find(c => c.Problem is not null);
        return _stopped is not null;
    }

    /// <summary>Whether a row's field is told to be wrong.</summary>
    public bool IsWrong(int row) => Told().Any(c => c.Row == row);

    /// <summary>The mistakes beside their fields.</summary>
    /// <param name="room">Columns from the fields to the edge.</param>
    public IEnumerable<(int Row, int Indent, string Problem)> Beside(int room) =>
        from check in Told()
        where check != _stopped && check.Beside(room) is not null
        let place = check.Beside(room)!.Value
        select (place.Row, place.Indent, check.Problem!);

    /// <summary>The mistake to tell below the form; null for none.</summary>
    /// <param name="room">Columns from the fields to the edge.</param>
    public string? Below(int room) => Told().FirstOrDefault(c => c == _stopped || c.Beside(room) is null)?.Problem;

    private IEnumerable<FieldCheck> Told() => _all.Where(c => (c.IsTyped || c == _stopped) && c.Problem is not null);
}
