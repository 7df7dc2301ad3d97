using System.Text;
using System.Text.Json;
using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Wording;

namespace PubSubLab.Lab.Recordings;

/// <summary>A journal in a file, one event a line (NDJSON), as <see cref="LabEventJson"/> writes them: recordings and exports.</summary>
public static class JournalFile
{
    /// <summary>Writes events.</summary>
    /// <returns>The number of events.</returns>
    /// <exception cref="LabException">The file cannot be written.</exception>
    public static int Write(string path, LabJournal journal, IEnumerable<LabEvent> events) => WholeFile.Write(path, file =>
    {
        var count = 0;
        foreach (var e in events)
        {
            file.WriteLine(LabEventJson.Write(e, journal.StartedAt));
            count++;
        }

        return count;
    });

    /// <summary>Writes events as CSV (RFC 4180), a line each, without the body's raw bytes.</summary>
    /// <returns>The number of events.</returns>
    /// <exception cref="LabException">The file cannot be written.</exception>
    public static int WriteCsv(string path, LabJournal journal, IEnumerable<LabEvent> events) => WholeFile.Write(path, file =>
    {
        file.NewLine = "\r\n";
        file.WriteLine("sequence,time,kind,number,message_id,topic,worker,subscription,attempt,detail,attributes,body");
        var count = 0;
        foreach (var e in events)
        {
            file.WriteLine(string.Join(',', new[]
            {
                $"{e.Sequence}", (journal.StartedAt + e.At).ToString("O"), $"{e.Kind}", $"{e.Message?.Number}", e.Message?.Id, e.Message?.Topic, e.Worker, e.Subscription,
                e.Attempt > 0 ? $"{e.Attempt}" : "", EventWords.Of(e), e.Message is null ? "" : string.Join(';', e.Message.Attributes.Select(a => $"{a.Key}={a.Value}")),
                e.Kind == LabEventKind.Published ? e.Message?.Text : "",
            }.Select(Quoted)));
            count++;
        }

        return count;
    });

    /// <summary>
    /// Reads a recording, an event at a time. One whose last line was cut short, because the lab was killed or the disk was full, ends with a
    /// note that says so.
    /// </summary>
    /// <exception cref="LabException">The file cannot be read, or a line of it is no event: which one is said.</exception>
    public static IEnumerable<RecordedEvent> Read(string path)
    {
        var known = new Dictionary<string, MessageFacts>(StringComparer.Ordinal);
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        using var lines = Lines(path).GetEnumerator();
        RecordedEvent? last = null;
        var version = RecordingHeader.VersionWithoutHeader;
        for (var number = 1; ; number++)
        {
            RecordedEvent e;
            try
            {
                if (!lines.MoveNext())
                {
                    break;
                }

                using var json = JsonDocument.Parse(lines.Current.Text);
                if (number == 1 && RecordingHeader.VersionOf(json.RootElement) is { } stated)
                {
                    version = stated;
                    continue;
                }

                e = ReadEvent(json.RootElement, version, known, names);
            }
            catch (Exception x) when (x is IOException or UnauthorizedAccessException)
            {
                throw new LabException($"The recording '{path}' cannot be read: {(Directory.Exists(path) ? "it is a folder." : x is FileNotFoundException or DirectoryNotFoundException ? "there is no such file." : x.Message)}", x);
            }
            catch (Exception x) when (x is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or InvalidDataException or ArgumentException)
            {
                if (last is not null && !lines.Current.Ended)
                {
                    e = new RecordedEvent(last.Time, LabEventKind.Note, null, null, null, 0, new Reason("The recording ends here in the middle of a line: it was cut short."));
                }
                else
                {
                    throw new LabException($"'{path}', line {number}, is no recorded event: {WhyNot(x)} A recording is made with --record FILE.", x);
                }
            }

            last = e;
            yield return e;
        }

        if (last is null)
        {
            throw new LabException($"'{path}' is empty: nothing was recorded in it.");
        }
    }

    private static string WhyNot(Exception x) => x switch
    {
        JsonException json => JsonErrors.SayOfLine(json),
        InvalidDataException => x.Message,
        KeyNotFoundException => "it lacks a time, a kind, or its message's id.",
        _ => "a field of it is of another kind than the lab writes.",
    };

    /// <summary>The lines of a file, and of each whether its end was there.</summary>
    private static IEnumerable<(string Text, bool Ended)> Lines(string path)
    {
        using var file = new StreamReader(path, new UTF8Encoding(false));
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

    private static RecordedEvent ReadEvent(JsonElement json, int version, Dictionary<string, MessageFacts> known, Dictionary<string, string> names)
    {
        string? Text(string name) => json.TryGetProperty(name, out var value) ? value.GetString() : null;

        // Names come in a million lines and are few: each is kept once.
        string? Name(string name)
        {
            if (Text(name) is not { } text)
            {
                return null;
            }

            names.TryAdd(text, text);
            return names[text];
        }

        MessageFacts? facts = null;
        if (json.TryGetProperty("message", out var message))
        {
            var id = message.GetProperty("id").GetString()!;
            if (message.TryGetProperty("data", out var data))
            {
                known[id] = new MessageFacts(
                    id, message.TryGetProperty("topic", out var topic) ? topic.GetString()! : "", Encoding.UTF8.GetBytes(data.GetString()!),
                    message.TryGetProperty("attributes", out var attributes) ? attributes.EnumerateObject().ToDictionary(a => a.Name, a => a.Value.GetString()!, StringComparer.Ordinal) : new Dictionary<string, string>(StringComparer.Ordinal),
                    message.TryGetProperty("orderingKey", out var key) ? key.GetString()! : "");
            }

            facts = known.TryGetValue(id, out var told) ? told : new MessageFacts(id, "", ReadOnlyMemory<byte>.Empty, new Dictionary<string, string>(StringComparer.Ordinal));
        }

        var word = json.GetProperty("kind").GetString();
        if (word is null || char.IsAsciiDigit(word.FirstOrDefault()) || !Enum.TryParse<LabEventKind>(word, ignoreCase: true, out var kind) || !Enum.IsDefined(kind))
        {
            throw new InvalidDataException($"there is no kind '{word}'.");
        }

        // A refused message has no id.
        if (facts is null && (kind is LabEventKind.Published or (>= LabEventKind.FilteredOut and <= LabEventKind.DeadLettered)))
        {
            throw new InvalidDataException($"'{word}' is about a message, and it names none.");
        }

        return new RecordedEvent(
            json.GetProperty("time").GetDateTimeOffset(), kind, facts,
            Name("worker"), Name("subscription"), json.TryGetProperty("attempt", out var attempt) ? attempt.GetInt32() : 0,
            json.TryGetProperty("data", out var kept) ? kept.Deserialize<EventData>(EventDataJson.Options)
                : version == RecordingHeader.VersionWithoutHeader && Text("detail") is { } detail ? VersionOne.Read(kind, detail)
                : null);
    }

    private static string Quoted(string? field) =>
        field is null ? "" : field.AsSpan().IndexOfAny(",\"\r\n") < 0 ? field : $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}

/// <summary>An event as a recording has it.</summary>
/// <param name="Time">When it happened.</param>
/// <param name="Kind">The kind of event.</param>
/// <param name="Message">The message; null for a worker's event.</param>
/// <param name="Worker">The worker.</param>
/// <param name="Subscription">The subscription.</param>
/// <param name="Attempt">The attempt; 0 where it is not known.</param>
/// <param name="Data">Why, or how long.</param>
public sealed record RecordedEvent(DateTimeOffset Time, LabEventKind Kind, MessageFacts? Message, string? Worker, string? Subscription, int Attempt, EventData? Data)
{
    /// <summary>Lets it happen again in a journal.</summary>
    public void AppendTo(LabJournal journal)
    {
        if (Message is { } facts)
        {
            journal.Append(Kind, facts, Worker, Subscription, Attempt, Data);
        }
        else
        {
            journal.Append(Kind, Worker, Subscription, Data);
        }
    }
}
