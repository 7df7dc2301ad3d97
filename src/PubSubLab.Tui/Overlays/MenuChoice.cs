using PubSubLab.Tui.Keys;

namespace PubSubLab.Tui.Overlays;

/// <summary>A line of a menu.</summary>
/// <param name="Title">The choice.</param>
/// <param name="Help">Its effect.</param>
/// <param name="Run">Does it.</param>
internal sealed record MenuChoice(string Title, string Help, Action Run)
{
    /// <summary>Null where it can be chosen now; otherwise the reason.</summary>
    public string? WhyNot { get; init; }

    /// <summary>A command of the key table.</summary>
    public static MenuChoice Of(CommandSet commands, KeyTableEntry entry) => new(entry.Title, entry.Help, () => commands.Run(entry.Id)) { WhyNot = commands.WhyNot(entry.Id) };
}
