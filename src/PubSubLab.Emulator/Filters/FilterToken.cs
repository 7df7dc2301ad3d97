namespace PubSubLab.Emulator.Filters;

/// <summary>One token; <paramref name="Text"/> of a string literal has its escapes resolved.</summary>
internal readonly record struct FilterToken(FilterTokenKind Kind, int Position, string Text)
{
    public override string ToString() => Kind switch
    {
        FilterTokenKind.End => "the end of the filter",
        FilterTokenKind.String => $"the string \"{Text}\"",
        _ => $"'{Text}'",
    };
}
