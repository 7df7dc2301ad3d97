using System.Runtime.InteropServices;
using System.Text;
using PubSubLab.Lab;

namespace PubSubLab.Tui.Terminals;

/// <summary>Report of an unexpected error: a file with the details, and a sentence on stderr.</summary>
internal static class CrashReport
{
    /// <summary>Writes the file.</summary>
    /// <returns>The sentences for stderr: what happened, where the file is, what to do.</returns>
    public static string Write(Exception error, string directory, DateTimeOffset now)
    {
        var what = $"The lab's screen ended because of an error in the lab itself: {error.GetType().Name}: {Redaction.Of(error.Message)}";
        var file = Path.Combine(directory, $"crash-{now:yyyyMMdd-HHmmss}.log");
        try
        {
            Directory.CreateDirectory(directory);
            File.WriteAllText(file, new StringBuilder()
                .AppendLine($"{now:O}  PubSubLab {typeof(CrashReport).Assembly.GetName().Version} on {RuntimeInformation.OSDescription}, .NET {Environment.Version}")
                .AppendLine($"TERM={Environment.GetEnvironmentVariable("TERM")} COLORTERM={Environment.GetEnvironmentVariable("COLORTERM")}")
                .AppendLine()
                .AppendLine(Redaction.Of(error))
                .ToString());
            return $"{what}\nThe report is in {file}. Start the lab again; if the error comes back, please open an issue with that file.";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"{what}\nThe report could not be written to {file} ({e.Message}), so here it is:\n{Redaction.Of(error)}";
        }
    }
}
