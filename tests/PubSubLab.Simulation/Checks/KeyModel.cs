namespace PubSubLab.Simulation.Checks;

/// <summary>The copies of one ordering key.</summary>
internal sealed class KeyModel
{
    public List<CopyModel> Copies { get; } = [];

    /// <summary>Place of the newest delivery; -1 for none.</summary>
    public int Delivered { get; set; } = -1;

    /// <summary>Number of copies at the front that were handled, or are gone.</summary>
    public int Begun { get; set; }
}
