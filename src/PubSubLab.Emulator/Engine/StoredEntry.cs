using System.Runtime.InteropServices;

namespace PubSubLab.Emulator.Engine;

/// <summary>A message in one subscription as a store has it.</summary>
/// <param name="State">Its state.</param>
/// <param name="Failures">Nacks and passed deadlines so far.</param>
/// <param name="Until">End of the lease or of the backoff, in UTC ticks; 0 for none.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct StoredEntry(EntryState State, int Failures, long Until);
