namespace PubSubLab.Emulator;

/// <summary>Moves the clock of an emulator: the <see cref="PubSubEmulatorOptions.TimeProvider"/> that its program made.</summary>
public interface IEmulatorClock
{
    /// <summary>Whether time goes on.</summary>
    bool IsRunning { get; }

    /// <summary>Lets time go on.</summary>
    void Run();

    /// <summary>Makes time stand still.</summary>
    void Stop();

    /// <summary>Moves time forward.</summary>
    /// <param name="by">The distance, positive.</param>
    void Advance(TimeSpan by);
}
