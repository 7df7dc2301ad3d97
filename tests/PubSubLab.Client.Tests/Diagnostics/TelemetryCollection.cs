namespace PubSubLab.Client.Tests.Diagnostics;

/// <summary>Listeners hear the whole process, so nothing else runs beside these tests.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public class TelemetryCollection
{
    internal const string Name = "telemetry";
}
