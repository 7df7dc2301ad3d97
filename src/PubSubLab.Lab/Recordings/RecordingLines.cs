using System.Text;

namespace PubSubLab.Lab.Recordings;

/// <summary>The lines of a file, and of each whether its end was there.</summary>
internal static class RecordingLines
{
    /// <summary>Reads them, one at a time.</summary>
    /// <param name="open">Opens the file when the first line is read.</param>
    public static IEnumerable<(string Text, bool Ended)> Read(Func<Stream> open)
    {
        using var file = new StreamReader(open(), new UTF8Encoding(false));
        var line = new StringBuilder();
        var buffer = new char[64 * 1024];
        for (int count; (count = file.Read(buffer)) > 0;)
        {
            var start = 0;
            for (int end; (end = Array.IndexOf(buffer, '\n', start, count - start)) >= 0; start = end + 1)
            {
                line.Append(buffer, start, end - start);
                yield return (line.ToString(), true);
                line.Clear();
            }

            line.Append(buffer, start, count - start);
        }

        if (line.Length > 0)
        {
            yield return (line.ToString(), false);
        }
    }
}
