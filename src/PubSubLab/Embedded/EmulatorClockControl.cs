using PubSubLab.Emulator;
using PubSubLab.Lab.Time;

namespace PubSubLab.Embedded;

/// <summary>Lets the emulator's control API move the lab's clock.</summary>
internal sealed class EmulatorClockControl(LabClock clock) : IEmulatorClock
{
    /// <inheritdoc/>
    public bool IsRunning => clock.Speed > 0;

    /// <inheritdoc/>
    public void Run() => clock.SetSpeed(1);

    /// <inheritdoc/>
    public void Stop() => clock.SetSpeed(0);

    /// <inheritdoc/>
    public void Advance(TimeSpan by) => clock.Advance(by);
}
