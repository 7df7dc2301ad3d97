using PubSubLab.Tui.Commands;
using PubSubLab.Tui.Keys;
using PubSubLab.Tui.Overlays;
using PubSubLab.Tui.Panes;

namespace PubSubLab.Tui.Screen;

/// <summary>Finds what a key means where the focus is, and runs it. Every key comes through here before any view sees it.</summary>
internal sealed class KeyRouter(LabWindow window)
{
    // The key that led into a text field: pressed once more it is the same key, and no text.
    private string? _ledIntoField;

    // Keys of a text field that a field keeps for itself while it is typed into.
    private static readonly HashSet<string> s_editing = new(StringComparer.Ordinal) { "Left", "Right", "Home", "End", "Backspace", "Delete" };

    /// <summary>The entries of the key table that hold now, the narrowest first.</summary>
    public IEnumerable<KeyTableEntry> Active()
    {
        if (window.TopOverlay is { } overlay)
        {
            return window.State.Keys.Where(e => e.Scope == overlay.Scope).Concat(window.State.Keys.Where(e => e.Scope == KeyScope.Window && overlay.Scope != KeyScope.Window))
                .Concat(window.State.Keys.Where(e => e.Scope == KeyScope.Anywhere && overlay.Allows(e)));
        }

        var scope = window.FocusedPane.Scope;
        return window.State.Keys.Where(e => e.Scope == scope).Concat(window.State.Keys.Where(e => e.Scope == KeyScope.Anywhere));
    }

    /// <summary>The keys worth showing now, in their order, each with the one of its keys that works here.</summary>
    public IEnumerable<(KeyTableEntry Entry, string Key)> Hints()
    {
        var typing = IsTyping;

        // In the filter's line Enter, Esc and the arrows mean what stands below it.
        var hinted = Active().Where(e => !IsFiltering || e.Scope != KeyScope.Log).Select(e => (Entry: e, Place: PlaceOf(e))).Where(h => h.Place is not null).OrderBy(h => h.Place);
        foreach (var (entry, _) in hinted)
        {
            if (entry.Keys.FirstOrDefault(k => !typing || (k.Length > 1 && k != "Space")) is { } key)
            {
                yield return (Named(entry), key);
            }
        }
    }

    /// <summary>Runs what the key means.</summary>
    /// <returns>False where the key is text, or belongs to the field that has the focus.</returns>
    public bool Handle(Key key)
    {
        window.FollowFocus();
        var chord = Chord.From(key);
        if (window.TooSmall)
        {
            if (window.State.Keys.First(e => e.Id == CommandIds.Quit).Keys.Contains(chord))
            {
                window.Commands.Run(CommandIds.Quit);
            }

            return true;
        }

        if (_ledIntoField == chord && IsTyping)
        {
            return true;
        }

        _ledIntoField = null;
        if (IsTyping && (Chord.IsText(key) || s_editing.Contains(chord) || (chord == "Ctrl+C" && HasSelection)))
        {
            return false;
        }

        if (IsFiltering && HandleFilter(chord))
        {
            return true;
        }

        if (chord == "Space" && FocusedButton is { } button)
        {
            button.Press();
            window.Tick();
            return true;
        }

        if (Active().FirstOrDefault(e => e.Keys.Contains(chord)) is { } entry)
        {
            if (entry.Id is CommandIds.Kill or CommandIds.Stop && window.TopOverlay is null && window.Publisher.FocusedChoice is not null)
            {
                // Between fields in which letters are text, none of them ends a worker.
                window.State.Say($"{entry.Title}: 'Route by' is a field of the form; {window.State.KeyOf(CommandIds.FormLeave)} leaves it first.");
                window.Tick();
                return true;
            }

            window.Commands.Run(entry.Id);
            _ledIntoField = Chord.IsText(key) && IsTyping && window.TopOverlay is null && !IsFiltering ? chord : null;
            window.Tick();
            return true;
        }

        // Esc and the library's own keys of the whole application mean nothing here unless the table says so.
        return !IsTyping;
    }

    // In a recording the key that holds is the one that plays.
    private KeyTableEntry Named(KeyTableEntry entry) =>
        entry.Id == CommandIds.Pause && window.State.IsRecording ? entry with { Title = window.State.IsPlaying ? "Hold" : "Play" } : entry;

    private int? PlaceOf(KeyTableEntry entry) =>
        entry.Id == CommandIds.WindowAccept && window.TopOverlay is TextOverlay ? null
        : window.State.IsRecording ? InRecording(entry)
        : entry.HintIn is { } near && window.TopOverlay is null && near.Pane == window.FocusedPane.Scope ? near.Place
        : entry.Hint;

    // What cannot be done in a recording is no hint there; what moves in it comes first.
    private static int? InRecording(KeyTableEntry entry) => entry.Id switch
    {
        CommandIds.ScrubBack => 3,
        CommandIds.ScrubOn or CommandIds.Pause => 4,
        _ => CommandSet.InLabOnly.Contains(entry.Id) ? null : entry.Hint,
    };

    private bool IsFiltering => window.TopOverlay is null && window.Log.FilterField is { Visible: true, HasFocus: true };

    private bool IsTyping => window.TopOverlay?.IsTyping ?? Focused is TextField;

    private bool HasSelection => Focused is TextField { SelectedLength: > 0 };

    private LabButton? FocusedButton => Focused as LabButton;

    private View? Focused => window.MostFocused;

    private bool HandleFilter(string chord)
    {
        switch (chord)
        {
            case "Enter" or "Tab":
                window.State.Filters.Add(window.State.Log.Filter.Text);
                window.Log.EndFilter();
                break;
            case "Esc":
                window.State.Filters.Add(window.State.Log.Filter.Text);
                window.Log.FilterField.Text = "";
                window.Log.EndFilter();
                break;
            case "Up" or "Down":
                window.Log.ShowFilter(window.State.Filters.Go(chord == "Up" ? -1 : 1, window.Log.FilterField.Text));
                break;
            default:
                return false;
        }

        window.State.Changed();
        window.Tick();
        return true;
    }
}
