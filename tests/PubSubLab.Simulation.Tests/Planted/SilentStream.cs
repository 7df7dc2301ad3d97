using PubSubLab.Simulation.Network;

namespace PubSubLab.Simulation.Tests.Planted;

/// <summary>A network that takes the messages of streams and brings nothing.</summary>
internal sealed class SilentStream : PlantedFault
{
    public override IEnumerable<WireFrame> Meddle(SimulatedCall call, WireFrame frame, bool isUp) =>
        !isUp && frame.Kind == WireFrameKind.Message && call.Method.EndsWith("/StreamingPull", StringComparison.Ordinal) ? [] : [frame];
}
