using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace PubSubLab.Tui.Settings;

/// <summary>The file in which the screen remembers.</summary>
internal static class RememberedFile
{
    private static readonly JsonSerializerOptions s_json = new()
    {
        WriteIndented = true,
        RespectNullableAnnotations = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter() },
    };

    /// <summary>Reads it.</summary>
    /// <param name="file">The file; null for none.</param>
    /// <param name="problem">Why it could not be read, in a sentence; null where it could, or is not there yet.</param>
    public static Remembered Read(string? file, out string? problem)
    {
        problem = null;
        if (file is null || !File.Exists(file))
        {
            return new Remembered();
        }

        try
        {
            return JsonSerializer.Deserialize<Remembered>(File.ReadAllText(file), s_json) ?? new Remembered();
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            problem = $"{file} could not be read, so nothing is remembered and the file is left as it is: {e.Message}";
            return new Remembered();
        }
    }

    /// <summary>Writes it.</summary>
    /// <returns>Why it could not be written, in a sentence; null where it was.</returns>
    public static string? Write(string? file, Remembered remembered)
    {
        if (file is null)
        {
            return null;
        }

        try
        {
            // Beside it first, so that a full disk never leaves half a file.
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            var beside = file + ".new";
            File.WriteAllText(beside, JsonSerializer.Serialize(remembered, s_json));
            File.Move(beside, file, overwrite: true);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"What the screen should remember could not be written to {file}: {e.Message}";
        }
    }
}
