using PubSubLab.Tui.Controls;
using PubSubLab.Tui.Keys;
using PubSubLab.Tui.Overlays;
using PubSubLab.Tui.State;

namespace PubSubLab.Tui.Commands;

/// <summary>Moves in the window on top, and closes it.</summary>
internal sealed class WindowCommands(Dialogs dialogs, TerminalActions terminal) : ICommandGroup
{
    public static int Order => 700;

    public static IReadOnlyList<KeyTableEntry> Keys { get; } =
    [
        new(CommandIds.ClearField, KeyScope.Anywhere, "Clear field", "Clears the field that is typed into.", "Ctrl+U") { InPalette = false, Order = 120 },
        new(CommandIds.WindowClose, KeyScope.Window, "Close", "Closes the window; q only where it has no fields.", [.. MovingKeys.Close]) { Hint = 2, InPalette = false },
        new(CommandIds.WindowAccept, KeyScope.Window, "Choose", "Runs the command or presses the button.", "Enter") { Hint = 1, InPalette = false },
        new(CommandIds.WindowUp, KeyScope.Window, "Up", "Moves one line up.", [.. MovingKeys.Up]) { InPalette = false },
        new(CommandIds.WindowDown, KeyScope.Window, "Down", "Scrolls one line down.", [.. MovingKeys.Down]) { InPalette = false },
        new(CommandIds.WindowLeft, KeyScope.Window, "Choice before", "Selects the choice on the left.", "Left") { InPalette = false },
        new(CommandIds.WindowRight, KeyScope.Window, "Next choice", "Selects the choice on the right.", "Right") { InPalette = false },
        new(CommandIds.WindowTop, KeyScope.Window, "Top", "Goes to the first line.", [.. MovingKeys.First]) { InPalette = false },
        new(CommandIds.WindowBottom, KeyScope.Window, "Bottom", "Goes to the last line.", [.. MovingKeys.Last]) { InPalette = false },
        new(CommandIds.WindowPageUp, KeyScope.Window, "Page up", "Moves one page up.", "PageUp", "Ctrl+B") { InPalette = false },
        new(CommandIds.WindowPageDown, KeyScope.Window, "Page down", "Scrolls one page down.", [.. MovingKeys.PageDown]) { InPalette = false },
        new(CommandIds.WindowReadBack, KeyScope.Reading, "Page up", "Scrolls one page up.", "Ctrl+U") { InPalette = false },
        new(CommandIds.HelpSearch, KeyScope.Help, "Search", "Shows the lines with a text. Enter keeps them, Esc shows all again.", "/") { Hint = 3, InPalette = false },
        new(CommandIds.WindowNext, KeyScope.Window, "Next field", "Focuses the next field or button.", "Tab") { InPalette = false },
        new(CommandIds.WindowPrevious, KeyScope.Window, "Previous field", "Focuses the previous field or button.", "Shift+Tab") { InPalette = false },
    ];

    public void AddTo(CommandSet commands)
    {
        commands.Add(
            CommandIds.ClearField,
            () =>
            {
                if (terminal.ReadFocus() is TextField field)
                {
                    field.Text = "";
                }
                else if (terminal.ReadFocus() is TaskEditor editor)
                {
                    editor.Load("");
                }
            },
            () => terminal.ReadFocus() is TextField or TaskEditor ? null : "no field is being typed into.");
        commands.Add(CommandIds.WindowClose, Close, title: () => dialogs.Top?.LeaveHint);
        commands.Add(CommandIds.WindowReadBack, () => commands.Run(CommandIds.WindowPageUp));
        commands.Add(CommandIds.HelpSearch, () => (dialogs.Top as HelpOverlay)?.Search());
        commands.Add(CommandIds.WindowAccept, () => dialogs.Top?.Accept(), title: () => dialogs.Top?.AcceptHint);
        commands.Add(CommandIds.WindowUp, () => dialogs.Top?.Move(-1));
        commands.Add(CommandIds.WindowDown, () => dialogs.Top?.Move(1));
        commands.Add(CommandIds.WindowTop, () => dialogs.Top?.GoToFirst());
        commands.Add(CommandIds.WindowBottom, () => dialogs.Top?.GoToLast());
        commands.Add(CommandIds.WindowPageUp, () => dialogs.Top?.Move(-dialogs.Top.PageSize));
        commands.Add(CommandIds.WindowPageDown, () => dialogs.Top?.Move(dialogs.Top.PageSize));
        commands.Add(CommandIds.WindowLeft, () => dialogs.Top?.Choose(-1));
        commands.Add(CommandIds.WindowRight, () => dialogs.Top?.Choose(1));
        commands.Add(CommandIds.WindowNext, () => dialogs.Top?.MoveField(1));
        commands.Add(CommandIds.WindowPrevious, () => dialogs.Top?.MoveField(-1));
    }

    private void Close()
    {
        if (dialogs.Top?.Leave() != true)
        {
            dialogs.Close();
        }
    }
}
