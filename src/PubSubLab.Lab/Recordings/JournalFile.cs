using System.Text;
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
        var reader = new RecordingReader();
        using var lines = RecordingLines.Read(() => File.OpenRead(path)).GetEnumerator();
        RecordedEvent? last = null;
        for (var number = 1; ; number++)
        {
            RecordedEvent? e;
            try
            {
                if (!lines.MoveNext())
                {
                    break;
                }

                e = reader.Read(lines.Current.Text, isFirst: number == 1);
            }
            catch (Exception x) when (x is IOException or UnauthorizedAccessException)
            {
                throw new LabException($"The recording '{path}' cannot be read: {(Directory.Exists(path) ? "it is a folder." : x is FileNotFoundException or DirectoryNotFoundException ? "there is no such file." : x.Message)}", x);
            }
            catch (InvalidRecordingException x)
            {
                if (last is not null && !lines.Current.Ended)
                {
                    e = new RecordedEvent(last.Time, LabEventKind.Note, null, null, null, 0, new Reason("The recording ends here in the middle of a line: it was cut short."));
                }
                else
                {
                    throw new LabException($"'{path}', line {number}, is no recorded event: {x.Message} A recording is made with --record FILE.", x);
                }
            }

            if (e is not null)
            {
                last = e;
                yield return e;
            }
        }

        if (last is null)
        {
            throw new LabException($"'{path}' is empty: nothing was recorded in it.");
        }
    }

    private static string Quoted(string? field) =>
        field is null ? "" : field.AsSpan().IndexOfAny(",\"\r\n") < 0 ? field : $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
