namespace PubSubLab.Emulator;

/// <summary>A program at the other end: one object for every open stream, and one for every unary caller's connection and headers.</summary>
/// <param name="Address">Remote address and port.</param>
/// <param name="ClientId">The stream's <c>client_id</c>; empty for none.</param>
/// <param name="UserAgent">The <c>user-agent</c> header.</param>
/// <param name="WorkerName">The <c>x-pubsublab-worker</c> header; null for other programs.</param>
/// <param name="MaxOutstandingMessages">The stream's flow control; 0: none.</param>
/// <param name="MaxOutstandingBytes">The stream's flow control; 0: none.</param>
public sealed record EmulatorPeer(
    string Address,
    string ClientId,
    string UserAgent,
    string? WorkerName,
    long MaxOutstandingMessages,
    long MaxOutstandingBytes);
