namespace PubSubLab.Tui.Overlays;

/// <summary>A command as the palette lists it.</summary>
/// <param name="Title">Its title.</param>
/// <param name="Help">Its description.</param>
/// <param name="Key">Its key, empty for none.</param>
/// <param name="WhyNot">Why it cannot be run now; null where it can.</param>
/// <param name="Run">Runs it.</param>
internal sealed record PaletteItem(string Title, string Help, string Key, string? WhyNot, Action Run);
