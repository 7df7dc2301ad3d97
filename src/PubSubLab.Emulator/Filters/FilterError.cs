namespace PubSubLab.Emulator.Filters;

/// <summary>Why a filter does not parse, and where.</summary>
/// <param name="Position">Offset of the offending character in the filter, from 0.</param>
/// <param name="Reason">A sentence that says what is wrong and what is allowed there.</param>
public sealed record FilterError(int Position, string Reason)
{
    /// <summary>Reason and position in one sentence, counting characters from 1 as a person does.</summary>
    public override string ToString() => $"{Reason} (at character {Position + 1})";
}
