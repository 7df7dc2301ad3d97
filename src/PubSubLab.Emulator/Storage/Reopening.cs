namespace PubSubLab.Emulator.Storage;

/// <summary>Lets a store look again and again whether the disk still refuses, with a pause between two looks.</summary>
/// <param name="time">Clock of the pause. The disk's time is the machine's, whatever the broker's clock says.</param>
/// <param name="pause">Time between two looks.</param>
internal sealed class Reopening(TimeProvider time, TimeSpan pause)
{
    private long? _since;

    /// <summary>Called by the loop after each turn.</summary>
    public void Try(Store store)
    {
        if (!store.Refuses)
        {
            _since = null;
        }
        else if (_since is not { } since)
        {
            _since = time.GetTimestamp();
        }
        else if (time.GetElapsedTime(since) >= pause)
        {
            store.Reopen();
            _since = time.GetTimestamp();
        }
    }
}
