namespace PubSubLab.Commands;

/// <summary>Where the emulator is to listen.</summary>
/// <param name="Host">A name or an address of this machine.</param>
/// <param name="Port">The port; 0 for a free one.</param>
/// <param name="IsFromVariable">Whether <c>PUBSUB_EMULATOR_HOST</c> says so, and not the command line.</param>
internal sealed record ListenAddress(string Host, int Port, bool IsFromVariable);
