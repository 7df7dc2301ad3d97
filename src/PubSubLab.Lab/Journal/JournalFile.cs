using System.Text;
using System.Text.Json;

namespace PubSubLab.Lab.Journal;

/// <summary>A journal in a file, one event a line (NDJSON), as <see cref="LabEventJson"/> writes them: recordings and exports.</summary>
public static class JournalFile
{
    /// <summary>Writes events.</summary>
    /// <returns>How many.</returns>
    /// <exception cref="LabException">The file cannot be written.</exception>
    public static int Write(string path, LabJournal journal, IEnumerable<LabEvent> events)
    {
        try
        {
            using var file = new StreamWriter(path, append: false, new UTF8Encoding(false));
            var count = 0;
            foreach (var e in events)
            {
                file.WriteLine(LabEventJson.Write(e, journal.StartedAt));
                count++;
            }

            return count;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LabException($"'{path}' cannot be written: {e.Message}", e);
        }
    }

    /// <summary>Writes events as CSV (RFC 4180), a line each, without the body's raw bytes.</summary>
    /// <returns>How many.</returns>
    /// <exception cref="LabException">The file cannot be written.</exception>
    public static int WriteCsv(string path, LabJournal journal, IEnumerable<LabEvent> events)
    {
        try
        {
            using var file = new StreamWriter(path, append: false, new UTF8Encoding(false)) { NewLine = "\r\n" };
            file.WriteLine("sequence,time,kind,number,message_id,topic,worker,subscription,attempt,detail,attributes,body");
            var count = 0;
            foreach (var e in events)
            {
                file.WriteLine(string.Join(',', new[]
                {
                    $"{e.Sequence}", (journal.StartedAt + e.At).ToString("O"), $"{e.Kind}", $"{e.Message?.Number}", e.Message?.Id, e.Message?.Topic, e.Worker, e.Subscription,
                    e.Attempt > 0 ? $"{e.Attempt}" : "", e.Detail, e.Message is null ? "" : string.Join(';', e.Message.Attributes.Select(a => $"{a.Key}={a.Value}")),
                    e.Kind == LabEventKind.Published ? e.Message?.Text : "",
                }.Select(Quoted)));
                count++;
            }

            return count;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LabException($"'{path}' cannot be written: {e.Message}", e);
        }
    }

    /// <summary>Reads a recording.</summary>
    /// <exception cref="LabException">The file cannot be read, or a line of it is no event: which one is said.</exception>
    public static IReadOnlyList<RecordedEvent> Read(string path)
    {
        var number = 0;
        try
        {
            var events = new List<RecordedEvent>();
            var known = new Dictionary<string, MessageFacts>(StringComparer.Ordinal);
            foreach (var line in File.ReadLines(path))
            {
                number++;
                using var json = JsonDocument.Parse(line);
                events.Add(ReadEvent(json.RootElement, known));
            }

            return events.Count > 0 ? events : throw new LabException($"'{path}' is empty: nothing was recorded in it.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LabException($"The recording '{path}' cannot be read: {e.Message}", e);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or ArgumentException)
        {
            throw new LabException($"'{path}', line {number}, is no recorded event: {e.Message} A recording is made with --record FILE.", e);
        }
    }

    private static RecordedEvent ReadEvent(JsonElement json, Dictionary<string, MessageFacts> known)
    {
        string? Text(string name) => json.TryGetProperty(name, out var value) ? value.GetString() : null;
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

        return new RecordedEvent(
            json.GetProperty("time").GetDateTimeOffset(), Enum.Parse<LabEventKind>(json.GetProperty("kind").GetString()!, ignoreCase: true), facts,
            Text("worker"), Text("subscription"), json.TryGetProperty("attempt", out var attempt) ? attempt.GetInt32() : 0, Text("detail"));
    }

    private static string Quoted(string? field) =>
        field is null ? "" : field.AsSpan().IndexOfAny(",\"\r\n") < 0 ? field : $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}

/// <summary>An event as a recording has it.</summary>
/// <param name="Time">When it happened.</param>
/// <param name="Kind">What happened.</param>
/// <param name="Message">The message; null for a worker's event.</param>
/// <param name="Worker">The worker.</param>
/// <param name="Subscription">The subscription.</param>
/// <param name="Attempt">The attempt; 0 where it is not known.</param>
/// <param name="Detail">Why, or how long.</param>
public sealed record RecordedEvent(DateTimeOffset Time, LabEventKind Kind, MessageFacts? Message, string? Worker, string? Subscription, int Attempt, string? Detail)
{
    /// <summary>Lets it happen again in a journal.</summary>
    public void AppendTo(LabJournal journal)
    {
        if (Message is { } facts)
        {
            journal.Append(Kind, facts, Worker, Subscription, Attempt, Detail);
        }
        else
        {
            journal.Append(Kind, Worker, Subscription, Detail);
        }
    }
}
