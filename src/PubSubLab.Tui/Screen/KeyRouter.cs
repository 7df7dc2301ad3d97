using PubSubLab.Tui.Controls;
using PubSubLab.Tui.Demo;
using PubSubLab.Tui.Keys;
using PubSubLab.Tui.Layout;
using PubSubLab.Tui.Overlays;
using PubSubLab.Tui.State;
using PubSubLab.Tui.Time;

namespace PubSubLab.Tui.Screen;

/// <summary>Finds what a key means where the focus is, and runs it. Every key comes through here before any view sees it.</summary>
internal sealed class KeyRouter(LabWindow window, Dialogs dialogs, PaneNavigator navigator, ScreenKeys keys, CommandSet commands, Playback playback, DemoPlayer demo, Presentation presentation, Notices notices)
{
    // The library drops what is longer.
    private const int MostPasted = 1_048_576;
    private const int CloseHint = 4;

    // The key that led into a text field: pressed once more it is the same key, and no text.
    private string? _ledIntoField;

    // Keys of a text field that a field keeps for itself while it is typed into.
    private static readonly HashSet<string> s_editing = new(StringComparer.Ordinal)
    {
        "Left", "Right", "Home", "End", "Backspace", "Delete", "Shift+Left", "Shift+Right", "Shift+Home", "Shift+End", "Ctrl+Left", "Ctrl+Right", "Ctrl+Backspace", "Ctrl+Delete",
    };

    private bool IsTyping => dialogs.Top?.IsTyping ?? Focused is TextField or TaskEditor;

    private View? Focused => window.MostFocused;

    /// <summary>The entries of the key table that hold now, the narrowest first.</summary>
    public IEnumerable<KeyTableEntry> Active()
    {
        var editor = keys.All.Where(e => e.Scope == KeyScope.Editor && Focused is TaskEditor);
        if (dialogs.Top is { } overlay)
        {
            return editor.Concat(overlay.Scopes.SelectMany(scope => keys.All.Where(e => e.Scope == scope))).Concat(keys.All.Where(e => e.Scope == KeyScope.Anywhere && overlay.Allows(e)));
        }

        var scope = window.FocusedPane.LineScope ?? navigator.FocusedPane.Scope;
        return editor.Concat(keys.All.Where(e => e.Scope == scope)).Concat(keys.All.Where(e => e.Scope == KeyScope.Anywhere));
    }

    /// <summary>The keys worth showing now, in their order, each with the one of its keys that works here.</summary>
    public IEnumerable<(KeyTableEntry Entry, string Key)> Hints()
    {
        var typing = IsTyping;
        var active = Active().ToList();
        var hinted = active.Select(e => (Entry: e, Place: PlaceOf(e))).Where(h => h.Place is not null).OrderBy(h => h.Place);
        foreach (var (entry, _) in hinted)
        {
            // A key that a narrower place has means something else here.
            if (entry.Keys.FirstOrDefault(k => (!typing || (k.Length > 1 && k != "Space")) && active.Find(e => e.Keys.Contains(k))!.Id == entry.Id) is { } key)
            {
                yield return (commands.Now(entry), key);
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
            if (keys.Get(CommandIds.Quit).Keys.Contains(chord))
            {
                commands.Run(CommandIds.Quit);
            }

            return true;
        }

        if (demo.Take(chord) is { } taken)
        {
            presentation.Note(chord, taken);
            window.Tick();
            return true;
        }

        if (_ledIntoField == chord && IsTyping)
        {
            return true;
        }

        _ledIntoField = null;
        var isTyped = IsTyping && Chord.IsText(key);
        if (Focused is TaskEditor editor && editor.Take(key, chord))
        {
            // An audience reads typed text in its field.
            if (!isTyped)
            {
                presentation.Note(chord, "");
            }

            window.Tick();
            return true;
        }

        if (IsTyping && (isTyped || s_editing.Contains(chord) || (chord == "Ctrl+C" && Focused is TextField { SelectedLength: > 0 })))
        {
            return false;
        }

        if (Chord.IsText(key) && dialogs.Top?.TakeLetter(key.AsRune.ToString()) == true)
        {
            presentation.Note(chord, "");
            window.Tick();
            return true;
        }

        if (chord == "Space" && Focused is LabButton button)
        {
            presentation.Note(chord, "");
            button.Press();
            window.Tick();
            return true;
        }

        if (Active().FirstOrDefault(e => e.Keys.Contains(chord)) is { } entry)
        {
            Run(entry, key, chord);
            window.Tick();
            return true;
        }

        // Esc and the library's own keys of the whole application mean nothing here unless the table says so.
        if (!IsTyping && dialogs.Top is null && MovedKeys.Tell(chord, keys) is { } moved)
        {
            notices.Say(moved);
            window.Tick();
        }

        return !IsTyping;
    }

    /// <summary>Puts a pasted text where the focus is.</summary>
    public void Paste(string text)
    {
        if (window.TooSmall)
        {
            return;
        }

        switch (Focused)
        {
            case TaskEditor editor:
                editor.Insert(text);
                break;
            case LabTextField field when field.Paste(text) is { } said:
                notices.Say(said);
                break;
            case LabTextField:
                break;
            default:
                notices.Say($"No field has the focus, so nothing was pasted. {keys.KeyOf(CommandIds.PanePublisher)} goes to the publisher.");
                break;
        }

        if (text.Length >= MostPasted)
        {
            notices.Fail($"A paste brings at most {MostPasted:N0} characters here; the rest is missing. {keys.KeyOf(CommandIds.EditOutside)} opens an editor, which reads files.");
        }

        window.Tick();
    }

    private void Run(KeyTableEntry entry, Key key, string chord)
    {
        presentation.Note(chord, commands.TitleOf(entry.Id));
        commands.Run(entry.Id);
        _ledIntoField = Chord.IsText(key) && IsTyping && dialogs.Top is null && window.FocusedPane.LineScope is null ? chord : null;
    }

    private bool Closes => commands.TitleOf(CommandIds.CloseTop) != keys.Get(CommandIds.CloseTop).Title;

    private int? PlaceOf(KeyTableEntry entry) =>
        entry.Id == CommandIds.WindowAccept && dialogs.Top is { AcceptHint: null } ? null
        : entry.Id == CommandIds.FormPublish && Focused is TaskEditor ? null
        : playback.IsRecording ? InRecording(entry)
        : entry.Id == CommandIds.FormLeave && !IsTyping && !Closes ? null
        : entry.Id == CommandIds.CloseTop ? Closes ? CloseHint : null
        : entry.Id is CommandIds.TimeStop or CommandIds.TimeStep && playback.TimeStands ? 1
        : entry.Id == CommandIds.Pause && commands.Meant(entry.Id) != entry.Id ? 0
        : entry.Id == CommandIds.Demo && navigator.Page is null && playback.Shown.Totals.Read().Published == 0 ? 0
        : entry.HintIn.FirstOrDefault(h => h.Pane == (dialogs.Top?.Scope ?? navigator.FocusedPane.Scope)) is { Pane: not null, Place: var place } ? place
        : entry.Hint;

    // A recording hides unavailable commands; commands that move in it come first.
    private static int? InRecording(KeyTableEntry entry) => entry.Id switch
    {
        CommandIds.ScrubBack => 3,
        CommandIds.ScrubOn or CommandIds.Pause => 4,
        _ => entry.InLabOnly ? null : entry.Hint,
    };
}
