using PubSubLab.Simulation.Network;

namespace PubSubLab.Simulation.Tests.Planted;

/// <summary>A network that delivers the messages of a stream twice.</summary>
internal sealed class TwofoldDelivery : PlantedFault
{
    public override IEnumerable<WireFrame> Meddle(SimulatedCall call, WireFrame frame, bool isUp) =>
        !isUp && frame.Kind == WireFrameKind.Message && call.Method.EndsWith("/StreamingPull", StringComparison.Ordinal) ? [frame, frame] : [frame];
}
