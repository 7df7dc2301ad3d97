using PubSubLab.Lab;
using PubSubLab.Lab.Ports;
using PubSubLab.Tui.State;
using PubSubLab.Tui.Time;

namespace PubSubLab.Tui.Workers;

/// <summary>Keeps listening to the workers of a task queue while the screen is open. A failure is said once, and tried again.</summary>
internal sealed class FleetWatch(LabSession session, Playback playback, BackgroundWork work, Notices notices, ScreenClock clock)
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(2);

    private readonly BrokerTrouble _trouble = new(session, playback, notices, clock);
    private long? _startedAt;
    private bool _listening;

    /// <summary>Listens, where nobody does yet.</summary>
    public void Refresh()
    {
        if (playback.IsRecording || session.Ports.Fleet is not { } fleet || _listening || (_startedAt is { } at && clock.Time.GetElapsedTime(at) < s_pause))
        {
            return;
        }

        (_listening, _startedAt) = (true, clock.Time.GetTimestamp());
        work.Start(
            async ending =>
            {
                await fleet.WatchAsync(ending);
                work.Post(() => _listening = false);
            },
            error =>
            {
                _listening = false;
                _trouble.Fail(error);
            });
    }

    /// <summary>The other programs' workers.</summary>
    public IReadOnlyList<FleetWorker> Read() => playback.IsRecording ? [] : session.Ports.Fleet?.Read() ?? [];
}
