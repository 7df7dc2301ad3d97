using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Wording;

namespace PubSubLab.Lab.Recordings;

/// <summary>An event as one line of JSON (NDJSON): for headless commands and exports with words, for recordings as data alone.</summary>
public static class LabEventJson
{
    private static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes an event; fields that say nothing are left out.</summary>
    /// <param name="e">The event.</param>
    /// <param name="openedAt">The journal's <see cref="LabJournal.StartedAt"/>, to which the event's time is added.</param>
    public static string Write(in LabEvent e, DateTimeOffset openedAt) => Write(e, openedAt, IsWhole(e), words: true);

    /// <summary>Whether an event that has just happened tells the whole message: when it is published, or seen before that is known.</summary>
    /// <remarks>The publish of an earlier run is in another file.</remarks>
    internal static bool IsWhole(in LabEvent e) => e.Message is { } message && (e.Kind == LabEventKind.Published || message.PublishedAt is null || (message.IsEarlier && !e.IsEarlier));

    /// <summary>Writes an event.</summary>
    /// <param name="e">The event.</param>
    /// <param name="openedAt">The journal's <see cref="LabJournal.StartedAt"/>.</param>
    /// <param name="whole">Whether the message comes whole, or as its number and id.</param>
    /// <param name="words">Whether <c>detail</c> says in words what <c>data</c> holds.</param>
    internal static string Write(in LabEvent e, DateTimeOffset openedAt, bool whole, bool words)
    {
        var buffer = new ArrayBufferWriter<byte>();
        WriteTo(buffer, e, openedAt, whole, words);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>Writes an event without the end of its line.</summary>
    internal static void WriteTo(IBufferWriter<byte> buffer, in LabEvent e, DateTimeOffset openedAt, bool whole, bool words)
    {
        using var json = new Utf8JsonWriter(buffer, s_options);
        json.WriteStartObject();
        json.WriteNumber("sequence", e.Sequence);
        json.WriteString("time", (openedAt + e.At).ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'"));
        json.WriteString("kind", JsonNamingPolicy.CamelCase.ConvertName(e.Kind.ToString()));
        if (words && e.IsEarlier)
        {
            json.WriteBoolean("earlierRun", true);
        }

        WriteText(json, "worker", e.Worker);
        WriteText(json, "subscription", e.Subscription);
        if (e.Attempt > 0)
        {
            json.WriteNumber("attempt", e.Attempt);
        }

        if (words && EventWords.Of(e) is { Length: > 0 } detail)
        {
            json.WriteString("detail", detail);
        }

        if (e.Data is { } data)
        {
            json.WritePropertyName("data");
            JsonSerializer.Serialize(json, data, EventDataJson.Options);
        }

        if (e.Message is { } message)
        {
            WriteMessage(json, message, whole);
        }

        json.WriteEndObject();
    }

    private static void WriteMessage(Utf8JsonWriter json, LabMessage message, bool whole)
    {
        json.WriteStartObject("message");
        json.WriteNumber("number", message.Number);
        json.WriteString("id", message.Id);
        if (whole)
        {
            WriteText(json, "topic", message.Topic.Length > 0 ? message.Topic : null);
            WriteText(json, "orderingKey", message.OrderingKey.Length > 0 ? message.OrderingKey : null);
            if (message.Attributes.Count > 0)
            {
                json.WriteStartObject("attributes");
                foreach (var (key, value) in message.Attributes)
                {
                    json.WriteString(key, value);
                }

                json.WriteEndObject();
            }

            json.WriteString("data", message.Text);
            if (!Utf8.IsValid(message.Data.Span))
            {
                json.WriteBase64String("bytes", message.Data.Span);
            }

            if (message.Length > message.Data.Length)
            {
                json.WriteNumber("length", message.Length);
            }
        }

        json.WriteEndObject();
    }

    private static void WriteText(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }
}
