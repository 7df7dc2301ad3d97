namespace PubSubLab.Tui.State;

/// <summary>The sentence in the status bar, for six seconds, or until its state has gone.</summary>
internal sealed class Notices(ScreenClock clock, Revision revision)
{
    private static readonly TimeSpan s_shownFor = TimeSpan.FromSeconds(6);

    /// <summary>Current notice, or null.</summary>
    public Notice? Current { get; private set; }

    /// <summary>Shows a sentence.</summary>
    /// <param name="text">The sentence.</param>
    /// <param name="holds">Reads whether its state still holds; null where it is about none.</param>
    public void Say(string text, Func<bool>? holds = null) => Show(text, isError: false, holds);

    /// <summary>As <see cref="Say"/>, for something that went wrong.</summary>
    public void Fail(string text, Func<bool>? holds = null) => Show(text, isError: true, holds);

    /// <summary>Removes the notice when its time is over, or its state has gone.</summary>
    public void Expire()
    {
        if (Current is { } notice && (notice.Until <= clock.Elapsed || notice.Holds?.Invoke() == false))
        {
            Current = null;
            revision.Advance();
        }
    }

    private void Show(string text, bool isError, Func<bool>? holds)
    {
        Current = new Notice(text, isError, clock.Elapsed + s_shownFor, holds);
        revision.Advance();
    }
}
