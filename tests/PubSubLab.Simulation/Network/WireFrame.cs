using Grpc.Core;

namespace PubSubLab.Simulation.Network;

/// <summary>A message on one direction of a call, or the end of that direction.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Bytes">A message's bytes; empty for an end.</param>
/// <param name="End">The call's status, where the server ends it.</param>
/// <param name="Trailers">The trailers of that status.</param>
internal sealed record WireFrame(WireFrameKind Kind, byte[] Bytes, Status End = default, Metadata? Trailers = null);
