using PubSubLab.Tui.State;

namespace PubSubLab.Tui.Screen;

/// <summary>Tells once of each failure of something that works beside the screen.</summary>
/// <param name="read">Reads the failure; null while there is none.</param>
/// <param name="notices">The notices.</param>
internal sealed class FailureWatch(Func<string?> read, Notices notices)
{
    private string? _told;

    /// <summary>Looks whether there is a new one.</summary>
    public void Look()
    {
        if (read() is var failure && failure != _told)
        {
            _told = failure;
            if (failure is not null)
            {
                notices.Fail(failure);
            }
        }
    }
}
