namespace PubSubLab.Tui.State;

/// <summary>The presenter's mode: an audience sees the pressed keys and no log, and Space steps. Changed on the screen's thread.</summary>
internal sealed class Presentation(ScreenClock clock, Revision revision)
{
    private static readonly TimeSpan s_shownFor = TimeSpan.FromSeconds(8);

    private readonly List<PressedKey> _pressed = [];
    private volatile bool _isOn;

    /// <summary>Whether the mode is on. Read from any thread.</summary>
    public bool IsOn => _isOn;

    /// <summary>The keys of the last seconds, the oldest first.</summary>
    public IReadOnlyList<PressedKey> Pressed => _pressed;

    /// <summary>Turns the mode on or off.</summary>
    public void Toggle()
    {
        _isOn = !_isOn;
        _pressed.Clear();
        revision.Advance();
    }

    /// <summary>Takes note of a key.</summary>
    /// <param name="chord">The key.</param>
    /// <param name="meaning">The command that it runs; empty for none.</param>
    public void Note(string chord, string meaning)
    {
        if (!_isOn)
        {
            return;
        }

        meaning = meaning == chord ? "" : meaning;
        var (until, times) = (clock.Elapsed + s_shownFor, 1);
        if (_pressed is [.., var last] && last.Chord == chord && last.Meaning == meaning)
        {
            times = last.Times + 1;
            _pressed.RemoveAt(_pressed.Count - 1);
        }

        _pressed.Add(new PressedKey(chord, meaning, times, until));
    }

    /// <summary>Forgets the keys whose time is over.</summary>
    public void Expire() => _pressed.RemoveAll(k => k.Until <= clock.Elapsed);
}
