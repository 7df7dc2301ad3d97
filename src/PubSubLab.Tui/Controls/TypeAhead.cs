namespace PubSubLab.Tui.Controls;

/// <summary>A choice by its first letter.</summary>
internal static class TypeAhead
{
    /// <summary>Steps from a choice to the next one that begins with a letter; 0 where there is none.</summary>
    public static int Step(IReadOnlyList<string> choices, int index, string letter) =>
        Enumerable.Range(1, choices.Count).FirstOrDefault(by => choices[(index + by) % choices.Count].StartsWith(letter, StringComparison.OrdinalIgnoreCase));
}
