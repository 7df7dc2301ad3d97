using PubSubLab.Lab;
using PubSubLab.Tui.State;

namespace PubSubLab.Tui.Time;

/// <summary>
/// Says once why the broker does not answer what the screen asks. A lost connection is said in the header; it is noticed a little later than an
/// answer that does not come, and waits for none.
/// </summary>
internal sealed class BrokerTrouble(LabSession session, Playback playback, Notices notices, ScreenClock clock)
{
    /// <summary>The time that connections have to notice first. Google Cloud is asked too seldom for it.</summary>
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(3);

    /// <summary>Failures that are farther apart are not the same trouble.</summary>
    private static readonly TimeSpan s_apart = TimeSpan.FromSeconds(10);

    private string? _told;
    private long? _since;
    private long? _lastAt;

    /// <summary>A question failed.</summary>
    public void Fail(string error)
    {
        if (_since is not { } since || _lastAt is not { } last || clock.Time.GetElapsedTime(last) > s_apart)
        {
            _since = since = clock.Time.GetTimestamp();
        }

        _lastAt = clock.Time.GetTimestamp();
        if (error == _told || (!session.Transport.IsCloud && clock.Time.GetElapsedTime(since) < s_grace))
        {
            return;
        }

        _told = error;
        if (playback.Shown.Connections.Read().LostAt is null)
        {
            notices.Fail(error);
        }
    }

    /// <summary>The broker answers.</summary>
    public void End() => (_told, _since, _lastAt) = (null, null, null);
}
