namespace PubSubLab.Tui.State;

/// <summary>The sentence in the status bar, for six seconds.</summary>
internal sealed class Notices(ScreenClock clock, Revision revision)
{
    private static readonly TimeSpan s_shownFor = TimeSpan.FromSeconds(6);

    /// <summary>Current notice, or null.</summary>
    public Notice? Current { get; private set; }

    public void Say(string text) => Show(text, isError: false);

    public void Fail(string text) => Show(text, isError: true);

    /// <summary>Removes the notice when its time is over.</summary>
    public void Expire()
    {
        if (Current is { } notice && notice.Until <= clock.Elapsed)
        {
            Current = null;
            revision.Advance();
        }
    }

    private void Show(string text, bool isError)
    {
        Current = new Notice(text, isError, clock.Elapsed + s_shownFor);
        revision.Advance();
    }
}
