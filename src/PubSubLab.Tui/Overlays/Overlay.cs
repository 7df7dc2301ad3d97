using PubSubLab.Tui.Drawing;
using PubSubLab.Tui.Keys;
using PubSubLab.Tui.Theming;

namespace PubSubLab.Tui.Overlays;

/// <summary>A window over the screen. While it is open, keys and mouse are its own.</summary>
internal abstract class Overlay(ThemeChoice theme) : FramedView(theme)
{
    private const int LongestWindow = 10_000_000;

    /// <summary>Where the window's keys hold.</summary>
    public virtual KeyScope Scope => KeyScope.Window;

    /// <summary>All scopes whose keys hold in it, the narrowest first.</summary>
    public virtual IReadOnlyList<KeyScope> Scopes => [.. new[] { Scope, HasFields ? Scope : KeyScope.Reading, KeyScope.Window }.Distinct()];

    /// <summary>Whether text can be typed in it, so that keys of lists are left to its fields.</summary>
    protected virtual bool HasFields => false;

    protected override string? CaptionRight => "Esc closes";

    /// <summary>Closes the window; set by <see cref="Dialogs"/>.</summary>
    public Action Close { get; set; } = () => { };

    /// <summary>Preferred size on a screen of this size.</summary>
    public abstract Size SizeOn(Size screen);

    /// <summary>Whether a key of the whole screen works here too.</summary>
    public virtual bool Allows(KeyTableEntry entry) => entry.Id is CommandIds.Help or CommandIds.Palette or CommandIds.ClearField or CommandIds.Quit or CommandIds.Redraw or CommandIds.Suspend or CommandIds.NextTheme;

    /// <summary>Whether text is being typed.</summary>
    public virtual bool IsTyping => false;

    /// <summary>Handles a letter where no text is typed, before it is a key.</summary>
    /// <returns>Whether the letter is done with.</returns>
    public virtual bool TakeLetter(string letter) => false;

    /// <summary>The hint of Enter; null where it does the same as Esc, or nothing.</summary>
    public virtual string? AcceptHint => "Choose";

    /// <summary>Esc, before it closes the window.</summary>
    /// <returns>Whether something in the window ended instead.</returns>
    public virtual bool Leave() => false;

    /// <summary>The hint of Esc; null for closing.</summary>
    public virtual string? LeaveHint => null;

    /// <summary>Enter.</summary>
    public virtual void Accept()
    {
    }

    /// <summary>Up and down by lines; a page is more than one.</summary>
    public virtual void Move(int lines)
    {
    }

    /// <summary>Home: the first line, or the first field.</summary>
    public virtual void GoToFirst() => Move(-LongestWindow);

    /// <summary>End: the last line, or the last field.</summary>
    public virtual void GoToLast() => Move(LongestWindow);

    /// <summary>Left and right.</summary>
    public virtual void Choose(int by)
    {
    }

    /// <summary>Tab and Shift+Tab.</summary>
    public virtual void MoveField(int by)
    {
    }

    /// <summary>A page of the window, in lines.</summary>
    public int PageSize => Math.Max(1, Inner.Height - 1);

    protected override void Wheeled(int lines) => Move(lines);
}
