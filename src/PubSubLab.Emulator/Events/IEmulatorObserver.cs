namespace PubSubLab.Emulator;

/// <summary>Sees everything that happens in an emulator.</summary>
public interface IEmulatorObserver
{
    /// <summary>
    /// Called in the order of what happens to a topic, while that topic waits: must return quickly, must not block and must
    /// not call the emulator. Calls for different topics can come at the same time.
    /// </summary>
    void OnEvent(in EmulatorEvent e);
}
