namespace PubSubLab.Emulator.Filters;

/// <summary>A node of a parsed filter.</summary>
internal abstract class FilterNode
{
    public abstract bool Matches(AttributeSet attributes);
}
