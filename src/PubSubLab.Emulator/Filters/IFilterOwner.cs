namespace PubSubLab.Emulator.Filters;

/// <summary>What a <see cref="FilterIndex{TOwner}"/> finds.</summary>
internal interface IFilterOwner
{
    /// <summary>The filter; the index holds only owners that have one.</summary>
    Filter? Filter { get; }

    /// <summary>Which search met this owner last. Belongs to the index.</summary>
    long MatchRound { get; set; }
}
