using System.Runtime.InteropServices;
using System.Text;

namespace PubSubLab.Tui.Tests.Support;

/// <summary>A text's width by the C library, as tmux measures it: a measure independent of the screen's own.</summary>
internal static partial class TerminalWidth
{
    private const int CharacterTypes = 0;

    public static bool IsKnown { get; } = OperatingSystem.IsLinux() && SetLocale(CharacterTypes, "C.UTF-8") != 0;

    /// <summary>The cells; a character that the C library does not know counts as a thousand, so that it is noticed.</summary>
    public static int Of(string text) => text.EnumerateRunes().Sum(r => WidthOf(r.Value) is var width and >= 0 ? width : 1_000);

    [LibraryImport("libc", EntryPoint = "wcwidth")]
    private static partial int WidthOf(int rune);

    [LibraryImport("libc", EntryPoint = "setlocale", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint SetLocale(int category, string locale);
}
