using System.Text;

namespace PubSubLab.Lab.Recordings;

/// <summary>Writes files that are there whole or not at all: one that ends early looks like a whole one.</summary>
public static class WholeFile
{
    // ENOSPC and EDQUOT as the runtime passes them on, and the code of Windows.
    private static readonly HashSet<int> s_full = [28, 122, unchecked((int)0x80070070)];

    /// <summary>Writes a text file.</summary>
    /// <param name="path">The file; what is there is replaced.</param>
    /// <param name="write">Writes the text.</param>
    /// <returns>The result of <paramref name="write"/>.</returns>
    /// <exception cref="LabException">The file cannot be written; nothing of it is left.</exception>
    public static T Write<T>(string path, Func<TextWriter, T> write)
    {
        var isOpen = false;
        try
        {
            using var file = new StreamWriter(path, append: false, new UTF8Encoding(false));
            isOpen = true;
            return write(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LabException($"'{path}' cannot be written: {ReasonOf(e)}. Make room, or start the lab in another folder.{(isOpen ? Remove(path) : "")}", e);
        }
    }

    /// <summary>Why a file cannot be written, without a full stop.</summary>
    internal static string ReasonOf(Exception e) => s_full.Contains(e.HResult) ? "The disk is full" : e.Message.TrimEnd('.');

    private static string Remove(string path)
    {
        try
        {
            File.Delete(path);
            return "";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $" What was written of it stays: {e.Message}";
        }
    }
}
