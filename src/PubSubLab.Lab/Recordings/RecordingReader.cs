using System.Text;
using System.Text.Json;
using PubSubLab.Lab.Journal;

namespace PubSubLab.Lab.Recordings;

/// <summary>Reads the lines of a recording. A message is told whole once; later lines name its id.</summary>
internal sealed class RecordingReader
{
    private static readonly Dictionary<string, string> s_noAttributes = new(StringComparer.Ordinal);

    private readonly Dictionary<string, MessageFacts> _known = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);
    private int _version = RecordingHeader.VersionWithoutHeader;

    /// <summary>Reads a line.</summary>
    /// <param name="line">The line.</param>
    /// <param name="isFirst">Whether it is a file's first line, which may be a header.</param>
    /// <returns>The event; null for a header.</returns>
    /// <exception cref="InvalidRecordingException">It is neither.</exception>
    public RecordedEvent? Read(string line, bool isFirst)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            if (isFirst && RecordingHeader.VersionOf(json.RootElement) is { } stated)
            {
                _version = stated;
                return null;
            }

            return ReadEvent(json.RootElement);
        }
        catch (Exception x) when (x is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or ArgumentException)
        {
            throw new InvalidRecordingException(WhyNot(x), x);
        }
    }

    private static string WhyNot(Exception x) => x switch
    {
        JsonException json => JsonErrors.SayOfLine(json),
        KeyNotFoundException => "it lacks a time, a kind, or its message's id.",
        _ => "a field of it is of another kind than the lab writes.",
    };

    private RecordedEvent ReadEvent(JsonElement json)
    {
        string? Text(string name) => json.TryGetProperty(name, out var value) ? value.GetString() : null;

        // Names come in a million lines and are few: each is kept once.
        string? Name(string name)
        {
            if (Text(name) is not { } text)
            {
                return null;
            }

            _names.TryAdd(text, text);
            return _names[text];
        }

        MessageFacts? facts = json.TryGetProperty("message", out var message) ? ReadMessage(message) : null;
        var word = json.GetProperty("kind").GetString();
        if (word is null || char.IsAsciiDigit(word.FirstOrDefault()) || !Enum.TryParse<LabEventKind>(word, ignoreCase: true, out var kind) || !Enum.IsDefined(kind))
        {
            throw new InvalidRecordingException($"there is no kind '{word}'.");
        }

        // A refused message has no id.
        if (facts is null && (kind is LabEventKind.Published or (>= LabEventKind.FilteredOut and <= LabEventKind.DeadLettered)))
        {
            throw new InvalidRecordingException($"'{word}' is about a message, and it names none.");
        }

        return new RecordedEvent(
            json.GetProperty("time").GetDateTimeOffset(), kind, facts,
            Name("worker"), Name("subscription"), json.TryGetProperty("attempt", out var attempt) ? attempt.GetInt32() : 0,
            json.TryGetProperty("data", out var kept) ? kept.Deserialize<EventData>(EventDataJson.Options)
                : _version == RecordingHeader.VersionWithoutHeader && Text("detail") is { } detail ? VersionOne.Read(kind, detail)
                : null)
        {
            Number = message.ValueKind == JsonValueKind.Object && message.TryGetProperty("number", out var number) ? number.GetInt64() : null,
        };
    }

    private MessageFacts ReadMessage(JsonElement message)
    {
        var id = message.GetProperty("id").GetString()!;
        if (message.TryGetProperty("data", out var data))
        {
            _known[id] = new MessageFacts(
                id, message.TryGetProperty("topic", out var topic) ? topic.GetString()! : "",
                message.TryGetProperty("bytes", out var bytes) ? bytes.GetBytesFromBase64() : Encoding.UTF8.GetBytes(data.GetString()!),
                message.TryGetProperty("attributes", out var attributes) ? attributes.EnumerateObject().ToDictionary(a => a.Name, a => a.Value.GetString()!, StringComparer.Ordinal) : s_noAttributes,
                message.TryGetProperty("orderingKey", out var key) ? key.GetString()! : "",
                message.TryGetProperty("length", out var length) ? length.GetInt32() : null);
        }

        return _known.TryGetValue(id, out var told) ? told : new MessageFacts(id, "", ReadOnlyMemory<byte>.Empty, s_noAttributes);
    }
}
