namespace PubSubLab.Emulator.Filters;

/// <summary>An entry of a <see cref="FilterIndex{TOwner}"/>.</summary>
internal interface IFilterOwner
{
    /// <summary>The filter; the index holds only owners that have one.</summary>
    Filter? Filter { get; }

    /// <summary>Which search met this owner last. Belongs to the index.</summary>
    long MatchRound { get; set; }
}
