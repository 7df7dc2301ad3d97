namespace PubSubLab.Tui.Terminals;

/// <summary>
/// How often the library's loop looks for keys and draws. Each turn costs, whether anything happens or not; so it turns fast while a person is
/// at work, and slowly while they watch.
/// </summary>
internal sealed class LoopRate
{
    private const ushort Lively = 125;
    private static readonly TimeSpan s_lively = TimeSpan.FromSeconds(1);

    private long _lastInput;
    private bool _isLively;

    /// <summary>A key was pressed, or the mouse was used.</summary>
    public void Hurry()
    {
        // Real time, also where the lab's own is virtual: it is about the person.
        _lastInput = TimeProvider.System.GetTimestamp();
        _isLively = true;
        Application.MaximumIterationsPerSecond = Lively;
    }

    /// <summary>Slows down where nothing has come for a second.</summary>
    public void Calm()
    {
        if (_isLively && TimeProvider.System.GetElapsedTime(_lastInput) > s_lively)
        {
            _isLively = false;
            Application.MaximumIterationsPerSecond = Application.DefaultMaximumIterationsPerSecond;
        }
    }
}
