using System.Runtime.InteropServices;

namespace PubSubLab.Emulator.Storage;

/// <summary>A message as it was read from the disk.</summary>
/// <param name="Wire">The serialised PubsubMessage; null where there is none with this id, or it is damaged.</param>
/// <param name="IsDamaged">Whether its bytes are not what was written.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct StoredBody(byte[]? Wire, bool IsDamaged);
