namespace PubSubLab.Tui.Overlays;

/// <summary>A command as the palette lists it.</summary>
/// <param name="Title">What it is called.</param>
/// <param name="Help">What it does.</param>
/// <param name="Key">Its key, empty for none.</param>
/// <param name="WhyNot">Why it cannot be run now; null where it can.</param>
/// <param name="Run">Runs it.</param>
internal sealed record PaletteItem(string Title, string Help, string Key, string? WhyNot, Action Run);
