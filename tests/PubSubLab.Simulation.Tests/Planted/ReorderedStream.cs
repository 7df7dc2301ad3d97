using PubSubLab.Simulation.Network;

namespace PubSubLab.Simulation.Tests.Planted;

/// <summary>A network that swaps neighbouring messages of a stream.</summary>
internal sealed class ReorderedStream : PlantedFault
{
    private readonly Dictionary<SimulatedCall, WireFrame> _heldBack = [];

    public override IEnumerable<WireFrame> Meddle(SimulatedCall call, WireFrame frame, bool isUp)
    {
        if (isUp || !call.Method.EndsWith("/StreamingPull", StringComparison.Ordinal))
        {
            return [frame];
        }

        if (_heldBack.Remove(call, out var before))
        {
            return [frame, before];
        }

        if (frame.Kind == WireFrameKind.Message)
        {
            _heldBack.Add(call, frame);
            return [];
        }

        return [frame];
    }
}
