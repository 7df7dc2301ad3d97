using PubSubLab.Simulation.Disks;

namespace PubSubLab.Simulation.Tests.Planted;

/// <summary>A restart that ends every lease.</summary>
internal sealed class ForgottenLeases : PlantedFault
{
    public override void Restart(SimulatedDisk disk) => disk.Execute("UPDATE entries SET until = 0");
}
