namespace PubSubLab.Emulator.Requests;

/// <summary>The method of the contract that a REST endpoint of ours serves.</summary>
internal sealed record RestMethod(string Name);
