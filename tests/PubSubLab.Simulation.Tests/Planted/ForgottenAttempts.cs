using PubSubLab.Simulation.Disks;

namespace PubSubLab.Simulation.Tests.Planted;

/// <summary>A restart that counts attempts from nothing.</summary>
internal sealed class ForgottenAttempts : PlantedFault
{
    public override void Restart(SimulatedDisk disk) => disk.Execute("UPDATE entries SET failures = 0");
}
