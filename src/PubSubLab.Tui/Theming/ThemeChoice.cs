namespace PubSubLab.Tui.Theming;

/// <summary>The theme in use.</summary>
internal sealed class ThemeChoice(ThemeName name)
{
    public Theme Current { get; private set; } = Theme.Of(name);

    /// <summary>Whether the person chose it, so that it is remembered.</summary>
    public bool IsChosen { get; private set; }

    /// <summary>Raised after another theme was chosen.</summary>
    public event EventHandler? Changed;

    public void Choose(ThemeName name)
    {
        (Current, IsChosen) = (Theme.Of(name), true);
        Changed?.Invoke(this, EventArgs.Empty);
    }
}
