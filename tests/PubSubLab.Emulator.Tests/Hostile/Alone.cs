namespace PubSubLab.Emulator.Tests.Hostile;

/// <summary>Tests whose probes have a deadline run without others beside them.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
