namespace PubSubLab.Tui.State;

/// <summary>A value that is read once a look, however many panes and keys ask for it. Used on the screen's thread.</summary>
/// <param name="revision">Tells when to read again.</param>
/// <param name="read">Reads.</param>
internal sealed class PerLook<T>(Revision revision, Func<T> read)
{
    private (int Look, int Number)? _readAt;
    private T _value = default!;

    public T Value
    {
        get
        {
            var now = (revision.Look, revision.Number);
            if (_readAt != now)
            {
                _value = read();
                _readAt = now;
            }

            return _value;
        }
    }
}
