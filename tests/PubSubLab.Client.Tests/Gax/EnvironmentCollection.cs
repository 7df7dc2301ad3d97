namespace PubSubLab.Client.Tests.Gax;

/// <summary>The environment belongs to the whole process, so nothing else runs beside these tests.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public class EnvironmentCollection
{
    internal const string Name = "environment";
}
