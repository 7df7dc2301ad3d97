using System.Text.Encodings.Web;
using System.Text.Json;

namespace PubSubLab.Tui.Frames;

/// <summary>JSON of a film: the screen's characters stay readable.</summary>
internal static class FilmJson
{
    private static readonly JsonSerializerOptions s_json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Write<T>(T value) => JsonSerializer.Serialize(value, s_json);
}
