using System.Text.Encodings.Web;
using System.Text.Json;
using PubSubLab.Lab.Journal;

namespace PubSubLab.Lab.Recordings;

/// <summary>How <see cref="EventData"/> is written as JSON.</summary>
internal static class EventDataJson
{
    /// <summary>The options for reading and writing.</summary>
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true };
}
