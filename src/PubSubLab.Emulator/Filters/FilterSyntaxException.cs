namespace PubSubLab.Emulator.Filters;

/// <summary>Carries a <see cref="FilterError"/> out of the parser's depth; never leaves <see cref="Filter.TryParse"/>.</summary>
#pragma warning disable CA1032, CA1064 // Never leaves this assembly.
internal sealed class FilterSyntaxException(int position, string reason) : Exception(reason)
#pragma warning restore CA1032, CA1064
{
    public FilterError Error { get; } = new(position, reason);
}
