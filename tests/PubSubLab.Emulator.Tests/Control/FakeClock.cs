using Microsoft.Extensions.Time.Testing;

namespace PubSubLab.Emulator.Tests.Control;

/// <summary>Fake time that the control API moves.</summary>
internal sealed class FakeClock : IEmulatorClock
{
    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 3, 14, 12, 0, 0, TimeSpan.Zero));

    public bool IsRunning { get; private set; } = true;

    public PubSubEmulatorOptions Options => new() { TimeProvider = Time, Clock = this };

    public void Run() => IsRunning = true;

    public void Stop() => IsRunning = false;

    public void Advance(TimeSpan by) => Time.Advance(by);
}
