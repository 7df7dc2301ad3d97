using PubSubLab.Lab.Journal;

namespace PubSubLab.Tui.Experiments;

/// <summary>Notices that the broker went away during a run, or came back empty.</summary>
internal sealed class BrokerLoss : IJournalProjection
{
    private volatile bool _happened;

    public bool Happened => _happened;

    public void Apply(in LabEvent e) => _happened |= e.Worker is null && e.Kind is LabEventKind.ConnectionLost or LabEventKind.TopologyLost;
}
