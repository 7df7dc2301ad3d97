using System.Runtime.InteropServices;

namespace PubSubLab.Emulator.Engine;

/// <summary>A message's new state in one subscription.</summary>
/// <param name="Message">The message.</param>
/// <param name="Subscription">Number of the subscription.</param>
/// <param name="State">Its state.</param>
/// <param name="Failures">Nacks and passed deadlines so far.</param>
/// <param name="Until">End of the lease or of the backoff, in UTC ticks; 0 for none.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct EntryChange(StoredMessage Message, uint Subscription, EntryState State, int Failures, long Until);
