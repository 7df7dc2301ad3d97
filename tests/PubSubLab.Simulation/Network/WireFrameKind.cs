namespace PubSubLab.Simulation.Network;

internal enum WireFrameKind
{
    Message,
    HalfClose,
    Status,
    Reset,
}
