using PubSubLab.Lab.Ports;

namespace PubSubLab.Tui.Tests.Support;

/// <summary>A data directory in the state that a test says.</summary>
internal sealed class ScriptedData : IDataDirectory
{
    public string? Refusal { get; set; }

    public DataDirectoryState Read() => new("/srv/orders", 7, 12_900_000);
}
