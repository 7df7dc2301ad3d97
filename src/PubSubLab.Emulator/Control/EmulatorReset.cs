using PubSubLab.Emulator.Brokers;

namespace PubSubLab.Emulator.Control;

/// <summary>Gives an emulator back as it was when it started, but for its clock.</summary>
internal sealed class EmulatorReset(Broker broker, EmulatorFaults faults)
{
    public void Run()
    {
        Empty();
        faults.Clear();
        broker.MessageFaults.Clear();
        broker.History.Clear();
    }

    /// <summary>Deletes everything that all projects have. Faults and the history stay.</summary>
    public void Empty()
    {
        foreach (var project in broker.Projects.Union(broker.Schemas.Projects, StringComparer.Ordinal))
        {
            broker.DeleteAll(project);
        }
    }
}
